#include "views/drift/map_layout.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double row_gap = 2;
constexpr double margin = 8;
constexpr double right_margin = 12;  // as a Plot has it: chunks of both stand below each other
constexpr double head_gap = 5;
constexpr double tick_gap = 3;

}  // namespace

QRectF MapLayout::row(int index) const
{
    const double pitch = (cells.height() + row_gap) / std::max(1, rows);
    const double top = std::round(index * pitch), bottom = std::round((index + 1) * pitch) - row_gap;
    return {cells.left(), cells.top() + top, cells.width(), std::max(1.0, bottom - top)};
}

int MapLayout::row_at(double y) const
{
    const double pitch = (cells.height() + row_gap) / std::max(1, rows);
    return std::clamp(static_cast<int>(std::floor((y - cells.top() + row_gap / 2) / pitch)), 0, std::max(0, rows - 1));
}

MapLayout map_layout(QSizeF size, int rows, double label_width, double line)
{
    const double left = std::ceil(2 * margin + label_width);
    const double right = size.width() - right_margin;
    const double top = margin / 2 + line + head_gap;
    const double bottom = size.height() - margin / 2 - line - tick_gap;
    MapLayout layout;
    layout.rows = rows;
    layout.head = {left, margin / 2, std::max(1.0, right - left), line};
    layout.cells = {left, std::round(top), std::max(1.0, std::floor(right - left)),
                    std::max(1.0, std::floor(bottom - top))};
    layout.ticks = {left, layout.cells.bottom() + tick_gap, layout.cells.width(), line};
    return layout;
}

}  // namespace ttt
