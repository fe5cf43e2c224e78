#include "views/lab/pattern_chunks_map.h"

#include "views/number_text.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QPainter>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int label_letters = 18, sum_letters = 16;
constexpr double side = 10, gap = 6;  // pixels
constexpr double row_factor = 1.15;   // height of a row in heights of the font
constexpr double least_sums = 320;    // a narrower map has no room for the sums

QString word(const RunModel& run, std::int64_t item)
{
    const QString text = run.token_text(item).trimmed();
    return text.isEmpty() ? QStringLiteral("␣") : text;
}

}  // namespace

PatternChunksMap::PatternChunksMap(RunModel& run, Selection& selection, QWidget* parent)
    : QAbstractScrollArea(parent), run_(run), selection_(selection)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    setAccessibleName(tr("Heat map, pattern by chunk"));
    connect(&selection_, &Selection::changed, viewport(), qOverload<>(&QWidget::update));
    connect(&selection_, &Selection::locked_changed, this, &PatternChunksMap::follow_lock);
}

void PatternChunksMap::set_trace(const PatternTrace* trace, PatternOrder order, PatternSaturation saturation)
{
    if (!trace || trace->chunks != chunks_)
        zoom_.reset();
    chunks_ = trace ? trace->chunks : 0;
    trace_ = trace;
    image_ = trace ? PatternChunksImage(*trace, order, saturation) : PatternChunksImage();
    set_cell(-1, -1, false);
    arrange();
    Q_EMIT density_changed();
}

void PatternChunksMap::set_fits(bool fits)
{
    fits_ = fits;
    arrange();
}

void PatternChunksMap::arrange()
{
    const PatternChunksLayout at = layout_now();
    const double rest = image_.rows() * at.pitch - at.cells.height();
    verticalScrollBar()->setPageStep(static_cast<int>(at.cells.height()));
    verticalScrollBar()->setSingleStep(static_cast<int>(std::ceil(at.pitch)));
    verticalScrollBar()->setRange(0, std::max(0, static_cast<int>(std::ceil(rest))));
    viewport()->update();
}

PatternChunksLayout PatternChunksMap::layout_now() const
{
    const QFontMetricsF metrics(font());
    const double line = std::ceil(metrics.height()), wide = viewport()->width();
    const double label = std::ceil(std::min(label_letters * metrics.averageCharWidth(), wide / 3));
    const double sums = wide >= least_sums ? std::ceil(sum_letters * metrics.averageCharWidth()) : 0;
    const double left = side + label + gap, right = wide - side - (sums > 0 ? sums + gap : 0);
    const double top = gap + 2 * line + gap, bottom = viewport()->height() - gap / 2 - line - gap / 2;
    PatternChunksLayout at;
    at.cells = {left, top, std::max(1.0, std::floor(right - left)), std::max(1.0, std::floor(bottom - top))};
    at.labels = {side, top, label, at.cells.height()};
    at.sums = {wide - side - sums, top, sums, at.cells.height()};
    at.head = {side, gap, wide - 2 * side, 2 * line};
    at.ticks = {left, at.cells.bottom() + gap / 2, at.cells.width(), line};
    const double even = at.cells.height() / std::max(1, image_.rows());
    at.pitch = fits_ ? std::min(even, 2 * line) : std::clamp(even, std::ceil(row_factor * line), 2 * line);
    at.scroll = verticalScrollBar()->value();
    return at;
}

double PatternChunksMap::total() const
{
    return trace_ ? std::max(1.0, static_cast<double>(trace_->chunks)) : 1;
}

ChunkRange PatternChunksMap::seen() const
{
    return zoom_.value_or(ChunkRange{0, total()});
}

ChunkAxis PatternChunksMap::axis() const
{
    const QRectF cells = layout_now().cells;
    return {seen().first, seen().last, cells.left(), cells.width()};
}

std::int64_t PatternChunksMap::chunks_per_column() const
{
    return ttt::chunks_per_column(seen(), layout_now().cells.width() * devicePixelRatioF());
}

QRectF PatternChunksMap::cell_rect(int row, std::int64_t chunk) const
{
    const PatternChunksLayout at = layout_now();
    const ChunkAxis across = axis();
    return {across.to_px(static_cast<double>(chunk)), at.top_of(row), across.px_per_chunk(), at.pitch};
}

std::pair<int, int> PatternChunksMap::rows_in_sight() const
{
    const PatternChunksLayout at = layout_now();
    const int first = static_cast<int>(std::floor(at.scroll / at.pitch));
    const int last = static_cast<int>(std::ceil((at.scroll + at.cells.height()) / at.pitch));
    return {std::max(0, first), std::min(last, image_.rows())};
}

QString PatternChunksMap::row_name(int row) const
{
    const std::int64_t item = trace_->items[image_.pattern(row)];
    return word(run_, item - 1) + QStringLiteral(" → ") + word(run_, item);
}

QString PatternChunksMap::value_text() const
{
    if (row_ < 0 || !trace_)
        return {};
    const std::size_t pattern = image_.pattern(row_);
    const float term =
        trace_->terms[pattern * static_cast<std::size_t>(trace_->chunks) + static_cast<std::size_t>(chunk_)];
    const QString cell = std::isnan(term) ? tr("chunk %1: not finished before it").arg(grouped(chunk_))
                                          : tr("chunk %1: %2").arg(grouped(chunk_), signed_text(term, 3));
    return tr("%1 at %2\n%3\npredicted %4, measured %5")
        .arg(row_name(row_), grouped(trace_->items[pattern]), cell,
             signed_text(static_cast<double>(trace_->predicted[pattern])),
             signed_text(static_cast<double>(trace_->measured[pattern])));
}

Place PatternChunksMap::place() const
{
    return row_ < 0 ? Place{} : Place{chunk_, trace_->items[image_.pattern(row_)]};
}

/// Chunk and item of a cell are one place: the token that is taught, and the chunk that teaches.
void PatternChunksMap::set_cell(int row, std::int64_t chunk, bool tell)
{
    if (row == row_ && chunk == chunk_)
        return;
    row_ = row;
    chunk_ = chunk;
    setAccessibleDescription(value_text());
    viewport()->update();
    if (tell)
        selection_.hover(place());
}

void PatternChunksMap::follow_lock()
{
    const std::int64_t item = selection_.locked().item;
    if (!trace_ || item < 0)
        return;
    const auto found = std::ranges::lower_bound(trace_->items, item);
    if (found == trace_->items.end() || *found != item)
        return;
    const int row = image_.row_of(static_cast<std::size_t>(found - trace_->items.begin()));
    const PatternChunksLayout at = layout_now();
    const double top = row * at.pitch, bottom = top + at.pitch - at.cells.height();
    if (at.scroll > top || at.scroll < bottom)
        verticalScrollBar()->setValue(static_cast<int>(at.scroll > top ? top : std::ceil(bottom)));
}

QSize PatternChunksMap::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 28, line * 16};
}

void PatternChunksMap::paintEvent(QPaintEvent*)
{
    const Theme& colours = theme(palette());
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), colours.panel);
    if (!trace_)
        return;
    paint_head(painter, colours);
    painter.save();
    const PatternChunksLayout at = layout_now();
    painter.setClipRect(QRectF(0, at.cells.top(), viewport()->width(), at.cells.height()));
    paint_cells(painter, colours);
    paint_names(painter, colours);
    paint_sums(painter, colours);
    painter.restore();
    paint_ticks(painter, colours);
    paint_cursor(painter, colours);
    if (hasFocus()) {
        painter.setPen(QPen(colours.accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(viewport()->rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void PatternChunksMap::resizeEvent(QResizeEvent*)
{
    arrange();
    Q_EMIT density_changed();
}

void PatternChunksMap::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        arrange();
}

}  // namespace ttt
