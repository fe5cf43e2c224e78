#include "views/images/shift_chart.h"

#include "views/images/image_items.h"
#include "views/images/image_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double side = 10, gap = 8;                 // pixels
constexpr double bar_height = 9, whisker = 5;        // pixels
constexpr double row_padding = 5;                    // above and below the bars of a row
constexpr double least_scale = 20, scale_step = 20;  // per cent
constexpr int hint_rows = 6;

constexpr std::array arms{Arm::frozen, Arm::adapted};

}  // namespace

QString error_words(const ErrorCount& errors)
{
    if (errors.count == 0)
        return no_value;
    const Interval interval = wilson_interval(errors.wrong, errors.count);
    return ShiftChart::tr("%1 % (%2 – %3)")
        .arg(fixed_text(errors.error(), 1), fixed_text(100 * interval.low, 1), fixed_text(100 * interval.high, 1));
}

QString row_words(const ShiftCounts& errors)
{
    if (errors.first_item < 0)
        return ShiftChart::tr("not yet");
    QStringList numbers;
    for (const Arm arm : arms)
        if (errors.of(arm).count > 0)
            numbers += fixed_text(errors.of(arm).error(), 1);
    return numbers.isEmpty() ? ShiftChart::tr("no labels")
                             : ShiftChart::tr("%1 %").arg(numbers.join(QStringLiteral(" → ")));
}

ShiftChart::ShiftChart(RunModel& run, Selection& selection, QWidget* parent)
    : QAbstractScrollArea(parent), run_(run), selection_(selection)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Error of each shift, frozen against adapted"));
    connect(&run_, &RunModel::started, this, &ShiftChart::read);
    connect(&run_, &RunModel::shown_changed, this, &ShiftChart::read);
    connect(&run_, &RunModel::ended, viewport(), qOverload<>(&QWidget::update));
    connect(&selection_, &Selection::changed, this, [this] {
        if (const int row = marked_row(); row >= 0)
            setAccessibleDescription(tr("%1: frozen %2, adapted %3")
                                         .arg(rows_[static_cast<std::size_t>(row)].name,
                                              error_words(rows_[static_cast<std::size_t>(row)].frozen),
                                              error_words(rows_[static_cast<std::size_t>(row)].adapted)));
        viewport()->update();
    });
    read();
}

void ShiftChart::read()
{
    rows_ = shift_counts(run_);
    most_ = least_scale;
    for (const ShiftCounts& row : rows_)
        for (const Arm arm : arms)
            if (const ErrorCount& errors = row.of(arm); errors.count > 0)
                most_ = std::max(most_, 100 * wilson_interval(errors.wrong, errors.count).high);
    most_ = std::min(100.0, std::ceil(most_ / scale_step) * scale_step);
    lay_out();
    viewport()->update();
}

void ShiftChart::lay_out()
{
    const QFontMetricsF metrics(font());
    row_height_ = std::ceil(std::max(2 * bar_height + 1, metrics.height()) + 2 * row_padding);
    name_width_ = words_width_ = 0;
    for (const ShiftCounts& row : rows_) {
        name_width_ = std::max(name_width_, std::ceil(metrics.horizontalAdvance(row.name)));
        words_width_ = std::max(words_width_, std::ceil(metrics.horizontalAdvance(row_words(row))));
    }
    name_width_ = std::min(name_width_, viewport()->width() * 0.4);
    const double height = static_cast<double>(rows_.size()) * row_height_ + metrics.height() + gap;
    verticalScrollBar()->setSingleStep(static_cast<int>(row_height_));
    verticalScrollBar()->setPageStep(viewport()->height());
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(height)) - viewport()->height()));
}

QSize ShiftChart::sizeHint() const
{
    return {static_cast<int>(fontMetrics().averageCharWidth() * 50), static_cast<int>(row_height_) * hint_rows};
}

void ShiftChart::resizeEvent(QResizeEvent*)
{
    lay_out();
}

void ShiftChart::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        lay_out();
}

void ShiftChart::scrollContentsBy(int, int)
{
    viewport()->update();
}

QRectF ShiftChart::row_rect(int row) const
{
    return {0, row * row_height_ - verticalScrollBar()->value(), static_cast<double>(viewport()->width()), row_height_};
}

int ShiftChart::row_at(QPointF point) const
{
    const int row = static_cast<int>(std::floor((point.y() + verticalScrollBar()->value()) / row_height_));
    return row >= 0 && row < static_cast<int>(rows_.size()) ? row : -1;
}

/// The words behind a bar find room at its right, whatever its length.
double ShiftChart::x_of(double percent) const
{
    const double left = side + name_width_ + gap;
    const double room = std::max(1.0, viewport()->width() - left - gap - words_width_ - side);
    return left + room * percent / most_;
}

QRectF ShiftChart::bar_rect(int row, Arm arm) const
{
    const ErrorCount& errors = rows_[static_cast<std::size_t>(row)].of(arm);
    if (errors.count == 0)
        return {};
    const double middle = row_rect(row).center().y();
    const double top = arm == Arm::frozen ? middle - bar_height - 0.5 : middle + 0.5;
    return {x_of(0), top, std::max(1.0, x_of(errors.error()) - x_of(0)), bar_height};
}

int ShiftChart::marked_row() const
{
    const Place place = selection_.current();
    if (!place || rows_.empty())
        return -1;
    const std::int64_t item = place.item >= 0 ? place.item : run_.items_of(place.step).first;
    const std::int32_t shift = ImageItems(run_).shift(item);
    return shift >= 0 && shift + 1 < static_cast<std::int32_t>(rows_.size()) ? shift : -1;
}

Place ShiftChart::place_of(int row) const
{
    const std::int64_t item = row < 0 ? -1 : rows_[static_cast<std::size_t>(row)].first_item;
    return item < 0 ? Place{} : Place{run_.step_of(item), item};
}

void ShiftChart::choose(int row)
{
    if (const Place place = place_of(row))
        selection_.lock(place);
}

void ShiftChart::mouseMoveEvent(QMouseEvent* event)
{
    selection_.hover(place_of(row_at(event->position())));
}

void ShiftChart::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        choose(row_at(event->position()));
}

bool ShiftChart::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        selection_.hover({});
    const int row = event->type() == QEvent::ToolTip ? row_at(static_cast<QHelpEvent*>(event)->pos()) : -1;
    if (row < 0)
        return QAbstractScrollArea::viewportEvent(event);
    const ShiftCounts& errors = rows_[static_cast<std::size_t>(row)];
    show_tip(static_cast<QHelpEvent*>(event)->globalPos(),
             tr("%1, %2 images shown\nfrozen %3\nadapted %4")
                 .arg(errors.name, grouped(errors.images), error_words(errors.frozen), error_words(errors.adapted)),
             viewport());
    return true;
}

void ShiftChart::keyPressEvent(QKeyEvent* event)
{
    const int last = static_cast<int>(rows_.size()) - 2, now = marked_row();
    if (event->key() == Qt::Key_Escape && selection_.current())
        selection_.free();
    else if (event->key() == Qt::Key_Down)
        choose(std::min(last, now + 1));
    else if (event->key() == Qt::Key_Up)
        choose(std::max(0, now - 1));
    else
        QAbstractScrollArea::keyPressEvent(event);
}

void ShiftChart::paint_arm(QPainter& painter, int row, Arm arm, const Theme& colours) const
{
    const QRectF bar = bar_rect(row, arm);
    if (bar.isEmpty())
        return;
    const ErrorCount& errors = rows_[static_cast<std::size_t>(row)].of(arm);
    const Interval interval = wilson_interval(errors.wrong, errors.count);
    const double low = x_of(100 * interval.low), high = x_of(100 * interval.high), middle = bar.center().y();
    painter.fillRect(bar, arm == Arm::frozen ? colours.frozen : colours.adapted);
    painter.setPen(QPen(colours.text, 1));
    painter.drawLine(QPointF(low, middle), QPointF(high, middle));
    for (const double end : {low, high})
        painter.drawLine(QPointF(end, middle - whisker / 2), QPointF(end, middle + whisker / 2));
}

void ShiftChart::paint_row(QPainter& painter, int row, const Theme& colours) const
{
    const ShiftCounts& errors = rows_[static_cast<std::size_t>(row)];
    const QRectF place = row_rect(row);
    if (row == marked_row())
        painter.fillRect(place.adjusted(2, 1, -2, -1), colours.window);
    const QString name = QFontMetricsF(font()).elidedText(errors.name, Qt::ElideRight, name_width_);
    painter.setPen(errors.first_item < 0 ? colours.muted : colours.text);
    painter.drawText(QRectF(side, place.top(), name_width_ + 1, place.height()), Qt::AlignVCenter, name);
    double end = x_of(0);
    for (const Arm arm : arms) {
        paint_arm(painter, row, arm, colours);
        if (const ErrorCount& each = errors.of(arm); each.count > 0)
            end = std::max(end, x_of(100 * wilson_interval(each.wrong, each.count).high));
    }
    painter.drawText(QRectF(end + gap, place.top(), viewport()->width() - end, place.height()), Qt::AlignVCenter,
                     row_words(errors));
    if (row == marked_row()) {
        painter.setPen(QPen(colours.mark, 1.6));
        painter.drawRect(place.adjusted(2, 1, -2, -1));
    }
}

void ShiftChart::paint_scale(QPainter& painter, const Theme& colours) const
{
    const double line = QFontMetricsF(font()).height();
    const double bottom = row_rect(static_cast<int>(rows_.size())).top();
    const double widest = QFontMetricsF(font()).horizontalAdvance(QStringLiteral("100 %")) + gap;
    const double room = x_of(most_) - x_of(0);
    const int ticks = room > 4 * widest ? 4 : room > 2 * widest ? 2 : 1;
    for (int tick = 0; tick <= ticks; ++tick) {
        const double percent = most_ * tick / ticks, x = std::round(x_of(percent)) + 0.5;
        painter.setPen(colours.grid);
        painter.drawLine(QPointF(x, 0), QPointF(x, bottom));
        painter.setPen(colours.muted);
        painter.drawText(QRectF(x - 40, bottom, 80, line), Qt::AlignHCenter | Qt::AlignVCenter,
                         tick == ticks ? tr("%1 %").arg(number_text(percent)) : number_text(percent));
    }
}

QString ShiftChart::empty_sentence() const
{
    if (run_.empty())
        return tr("Run over a stream of images, or open a session to replay such a run.");
    if (rows_.empty())
        return tr("This run reads no stream of images, so there are no shifts.");
    if (run_.shown_items() == 0)
        return run_.is_running() ? tr("Waiting for the first batch.") : tr("Nothing is shown: move the playhead.");
    if (rows_.back().frozen.count == 0 && rows_.back().adapted.count == 0)
        return tr("These images have no labels, so there is no error to count.");
    return {};
}

void ShiftChart::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colours.panel);
    if (const QString empty = empty_sentence(); !empty.isEmpty()) {
        painter.setPen(colours.muted);
        painter.drawText(viewport()->rect().adjusted(16, 8, -16, -8), Qt::AlignCenter | Qt::TextWordWrap, empty);
        return;
    }
    paint_scale(painter, colours);
    for (int row = 0; row < static_cast<int>(rows_.size()); ++row)
        paint_row(painter, row, colours);
    const double above_all = std::round(row_rect(static_cast<int>(rows_.size()) - 1).top()) + 0.5;
    painter.setPen(colours.border);
    painter.drawLine(QPointF(side, above_all), QPointF(viewport()->width() - side, above_all));
}

}  // namespace ttt
