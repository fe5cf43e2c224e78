#include "views/plot/sweep_paint.h"

#include "views/number_text.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double air = 0.08;       // of the range, above and below
constexpr double most_spread = 8;  // times the middle half of the values: what lies further off would squeeze the rest

/// Left of the field: numbers of the axis, or the values of the second setting.
double left_of(const SweepGrid& grid, const QFontMetricsF& metrics)
{
    double width = metrics.horizontalAdvance(QStringLiteral("−100.00 %"));
    if (grid.is_map())
        for (const QString& value : grid.ys)
            width = std::max(width, metrics.horizontalAdvance(value));
    return width + metrics.averageCharWidth() * 2;
}

}  // namespace

SweepLayout::SweepLayout(const SweepGrid& grid, QSizeF size, const QFontMetricsF& metrics) : grid_(grid)
{
    const double line = metrics.lineSpacing();
    const double left = left_of(grid, metrics), top = 1.8 * line, below = 2.8 * line, right = line;
    field_ = QRectF(left, top, std::max(1.0, size.width() - left - right), std::max(1.0, size.height() - top - below));
    find_range();
}

/// All that is sane: a value far beyond the others is drawn at the edge, and says its number.
void SweepLayout::find_range()
{
    std::vector<double> values;
    for (const SweepCell& cell : grid_.cells)
        for (const double value : {cell.value, cell.low, cell.high})
            if (std::isfinite(value))
                values.push_back(value);
    if (grid_.reference)
        values.push_back(*grid_.reference);
    if (values.empty())
        return;
    std::ranges::sort(values);
    const double middle = values[values.size() / 2];
    const double spread = std::max(middle - values.front(), 1e-9);
    bottom_ = values.front();
    top_ = std::min(values.back(), middle + most_spread * spread);
    top_ = std::max(top_, grid_.reference.value_or(top_));
    const double more = std::max(air * (top_ - bottom_), 1e-9);
    bottom_ -= more;
    top_ += more;
}

QRectF SweepLayout::place(const SweepCell& cell) const
{
    const double width = field_.width() / static_cast<double>(std::max<qsizetype>(1, grid_.xs.size()));
    const double left = field_.left() + width * cell.x;
    if (!grid_.is_map())
        return {left, field_.top(), width, field_.height()};
    const double height = field_.height() / static_cast<double>(std::max<qsizetype>(1, grid_.ys.size()));
    return {left, field_.bottom() - height * (cell.y + 1), width, height};
}

double SweepLayout::y_of(double value) const
{
    const double part = (std::clamp(value, bottom_, top_) - bottom_) / (top_ - bottom_);
    return field_.bottom() - part * field_.height();
}

int SweepLayout::cell_at(QPointF at) const
{
    for (std::size_t cell = 0; cell < grid_.cells.size(); ++cell)
        if (place(grid_.cells[cell]).contains(at))
            return static_cast<int>(cell);
    return -1;
}

}  // namespace ttt
