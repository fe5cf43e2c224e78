#include "views/timeline/scrubber.h"

#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double gap_from = 3;         // px per chunk from which bars stand apart
constexpr double least_height = 0.04;  // of the bar: a chunk that was read is seen even without drift
constexpr double playhead_width = 2;
constexpr int unread_width = 14;  // px that stand for all chunks that were not read

}  // namespace

std::int64_t chunk_at_px(double px, double width, std::int64_t total)
{
    const auto chunk = static_cast<std::int64_t>(std::floor(px / std::max(1.0, width) * static_cast<double>(total)));
    return std::clamp<std::int64_t>(chunk, 0, std::max<std::int64_t>(0, total - 1));
}

double px_of_chunk(std::int64_t chunk, double width, std::int64_t total)
{
    return total == 0 ? 0 : static_cast<double>(chunk) * width / static_cast<double>(total);
}

std::vector<double> largest_per_column(const std::vector<double>& values, std::int64_t total, int columns)
{
    std::vector<double> result(static_cast<std::size_t>(columns), nan);
    for (std::size_t chunk = 0; chunk < values.size(); ++chunk) {
        const auto number = static_cast<std::int64_t>(chunk);
        const auto first = static_cast<std::size_t>(px_of_chunk(number, columns, total));
        double& at = result[std::min(first, result.size() - 1)];
        at = std::fmax(at, values[chunk]);
    }
    return result;
}

Scrubber::Scrubber(RunModel& run, Selection& selection, QWidget* parent)
    : QWidget(parent), run_(run), selection_(selection)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Playhead"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&run, &RunModel::started, this, &Scrubber::begin);
    connect(&run, &RunModel::shown_changed, this, qOverload<>(&QWidget::update));
    connect(&run, &RunModel::ended, this, qOverload<>(&QWidget::update));
    connect(&selection, &Selection::changed, this, qOverload<>(&QWidget::update));
}

void Scrubber::begin()
{
    heights_.clear();
    highest_ = 0;
    update();
}

const std::vector<double>& Scrubber::heights()
{
    const auto layers = run_.layers_of(Metric::drift_relative);
    for (auto chunk = heights_.size(); chunk < static_cast<std::size_t>(run_.step_count()); ++chunk) {
        double largest = nan;
        for (const std::int32_t layer : layers)
            if (const double value = run_.metric(Metric::drift_relative, layer)[chunk]; std::isfinite(value))
                largest = std::fmax(largest, value);
        heights_.push_back(largest);
        highest_ = std::fmax(highest_, largest);
    }
    return heights_;
}

std::int64_t Scrubber::total() const
{
    return run_.span_steps();
}

std::int64_t Scrubber::unread() const
{
    return run_.ended_early() ? run_.header().step_count - run_.step_count() : 0;
}

/// Of the chunks that were read; of a run that ended early a strip behind them stands for the rest.
int Scrubber::bar_width() const
{
    return std::max(1, width() - (unread() > 0 ? unread_width : 0));
}

QSize Scrubber::sizeHint() const
{
    return {fontMetrics().height() * 30, fontMetrics().height() * 2};
}

void Scrubber::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    const Theme& colours = theme(palette());
    painter.fillRect(rect(), colours.panel_title);
    if (unread() > 0)
        painter.fillRect(QRect(bar_width(), 0, unread_width, height()), QBrush(colours.muted, Qt::BDiagPattern));
    paint_bars(painter);
    paint_selected(painter);
    paint_playhead(painter);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

/// One bar per chunk while they have three pixels each, else one per device pixel.
void Scrubber::paint_bars(QPainter& painter)
{
    const double ratio = devicePixelRatioF();
    const auto all = static_cast<double>(total());
    const bool apart = bar_width() >= gap_from * all;
    const int columns = apart ? static_cast<int>(total()) : static_cast<int>(bar_width() * ratio);
    if (heights().empty() || columns == 0)
        return;
    const std::vector<double> bars = largest_per_column(heights_, total(), columns);
    const auto read = static_cast<std::size_t>(std::ceil(static_cast<double>(heights_.size()) * columns / all));
    const double pitch = static_cast<double>(bar_width()) / columns, scale = highest_ > 0 ? 1 / highest_ : 0;
    const QColor colour = theme(palette()).accent;
    for (std::size_t column = 0; column < std::min(read, bars.size()); ++column) {
        const double at = static_cast<double>(column);
        const double share = std::isnan(bars[column]) ? 0 : bars[column] * scale;
        const double high = height() * std::max(least_height, share * 0.94);
        const double left = apart ? std::round(at * pitch) : at * pitch;
        const double right = apart ? std::round((at + 1) * pitch) - 1 : (at + 1) * pitch;
        painter.fillRect(QRectF(left, height() - high, right - left, high), colour);
    }
}

void Scrubber::paint_selected(QPainter& painter)
{
    const Place place = selection_.current();
    if (!place || place.step >= total())
        return;
    const double left = px_of_chunk(place.step, bar_width(), total()),
                 right = px_of_chunk(place.step + 1, bar_width(), total());
    QColor shade = theme(palette()).mark;
    shade.setAlphaF(0.45F);
    painter.fillRect(QRectF(left, 0, std::max(1.0, right - left), height()), shade);
}

void Scrubber::paint_playhead(QPainter& painter)
{
    if (total() == 0)
        return;
    const double x = px_of_chunk(run_.shown_steps(), bar_width(), total());
    const double left = std::clamp(std::round(x - playhead_width / 2), 0.0, bar_width() - playhead_width);
    painter.fillRect(QRectF(left, 0, playhead_width, height()), theme(palette()).mark);
}

bool Scrubber::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const auto chunk = static_cast<std::size_t>(chunk_at_px(help->pos().x(), bar_width(), total()));
    const KindWords kind = words_of_kind(run_.header().kind);
    const QString what =
        tr("Height: the largest drift ‖W − W₀‖ / ‖W₀‖ of the layers that learn, after the %1. Drag or click to show "
           "the run up to there.")
            .arg(kind.step);
    if (unread() > 0 && help->pos().x() >= bar_width()) {
        show_tip(help->globalPos(), tr("%1 more %2 were not read.").arg(grouped(unread()), kind.steps), this);
        return true;
    }
    const QString value =
        chunk < heights().size()
            ? tr("%1 %2: %3").arg(kind.step, grouped(static_cast<std::int64_t>(chunk)), number_text(heights_[chunk]))
            : tr("not read yet");
    show_tip(help->globalPos(), value + u'\n' + what, this);
    return true;
}

void Scrubber::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        scrub(event->position().x());
}

void Scrubber::mouseMoveEvent(QMouseEvent* event)
{
    if (event->buttons() & Qt::LeftButton)
        return scrub(event->position().x());
    const std::int64_t chunk = chunk_at_px(event->position().x(), bar_width(), total());
    selection_.hover(chunk < run_.shown_steps() ? Place{chunk, -1} : Place{});
}

/// The chunk under the pointer is the last one that is shown; at the left edge nothing is.
void Scrubber::scrub(double px)
{
    if (run_.step_count() == 0)
        return;
    selection_.hover({});
    Q_EMIT scrubbed(px <= 0 ? 0 : std::min(chunk_at_px(px, bar_width(), total()) + 1, run_.step_count()));
}

void Scrubber::leaveEvent(QEvent*)
{
    selection_.hover({});
}

}  // namespace ttt
