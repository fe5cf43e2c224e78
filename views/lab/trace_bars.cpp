#include "views/lab/trace_bars.h"

#include "views/number_text.h"

#include <algorithm>
#include <cmath>

namespace ttt {

TraceBars::TraceBars(QWidget* parent) : QWidget(parent)
{
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
}

void TraceBars::set_data(TraceBarsData data)
{
    data_ = std::move(data);
    data_.end = std::max(data_.end, data_.first + static_cast<std::int64_t>(data_.terms.size()));
    if (std::isnan(term(current_)))
        current_ = -1;
    update();
}

void TraceBars::set_selected(std::int64_t chunk)
{
    selected_ = chunk;
    update();
}

double TraceBars::term(std::int64_t chunk) const
{
    const std::int64_t at = chunk - data_.first;
    return at >= 0 && at < static_cast<std::int64_t>(data_.terms.size()) ? data_.terms[static_cast<std::size_t>(at)]
                                                                         : std::nan("");
}

TraceBars::Range TraceBars::range() const
{
    Range range;
    for (const double value : data_.terms) {
        range.low = std::min(range.low, value);  // NaN compares as false
        range.high = std::max(range.high, value);
    }
    return range.low == range.high ? Range{-1, 1} : range;
}

QRectF TraceBars::plot_rect() const
{
    const QFontMetricsF metrics(font());
    const Range seen = range();
    const double label = std::max({metrics.horizontalAdvance(number_text(seen.low, digits)),
                                   metrics.horizontalAdvance(number_text(seen.high, digits)),
                                   metrics.horizontalAdvance(QStringLiteral("−0.00"))});
    const double left = std::ceil(side + label);
    const double line = std::ceil(metrics.height()), top = top_margin + line;
    return {left, top, std::max(1.0, width() - left - side), std::max(1.0, height() - top - top_margin - line)};
}

ChunkAxis TraceBars::axis() const
{
    const QRectF plot = plot_rect();
    const auto first = static_cast<double>(std::min(data_.first, data_.mark < 0 ? data_.first : data_.mark));
    return {first, std::max(first + 1, static_cast<double>(data_.end)), plot.left(), plot.width()};
}

double TraceBars::x_of(std::int64_t chunk) const
{
    return axis().to_px(static_cast<double>(chunk) + 0.5);
}

std::int64_t TraceBars::chunk_at(QPointF point) const
{
    const QRectF plot = plot_rect();
    if (point.x() < plot.left() || point.x() >= plot.right())
        return -1;
    const auto chunk = static_cast<std::int64_t>(std::floor(axis().to_chunk(point.x())));
    return std::isnan(term(chunk)) ? -1 : chunk;
}

QSize TraceBars::sizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 24, line * 8};
}

QSize TraceBars::minimumSizeHint() const
{
    const int line = fontMetrics().height();
    return {line * 12, line * 5};
}

}  // namespace ttt
