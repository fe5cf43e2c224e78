#include "views/images/image_grid.h"

#include <algorithm>
#include <cmath>

namespace ttt {

std::int64_t ImageGrid::columns() const
{
    const double room = width - 2 * margin + gap;
    return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(room / (cell_width() + gap))));
}

double ImageGrid::height() const
{
    return count == 0 ? 0 : static_cast<double>(rows()) * row_pitch() - gap + 2 * margin;
}

QRectF ImageGrid::cell(std::int64_t index) const
{
    const std::int64_t row = index / columns(), column = index % columns();
    return {margin + static_cast<double>(column) * (cell_width() + gap),
            margin + static_cast<double>(row) * row_pitch() - scroll, cell_width(), cell_height()};
}

std::int64_t ImageGrid::index_at(QPointF point) const
{
    const double x = (point.x() - margin) / (cell_width() + gap), y = (point.y() + scroll - margin) / row_pitch();
    if (x < 0 || y < 0 || x >= static_cast<double>(columns()))
        return -1;
    const auto index = static_cast<std::int64_t>(y) * columns() + static_cast<std::int64_t>(x);
    return index < count && cell(index).contains(point) ? index : -1;
}

std::pair<std::int64_t, std::int64_t> ImageGrid::between(double top, double bottom) const
{
    const auto row = [&](double y) {
        return static_cast<std::int64_t>(std::floor((y + scroll - margin) / row_pitch()));
    };
    const std::int64_t begin = std::clamp<std::int64_t>(row(top), 0, rows()) * columns();
    const std::int64_t end = std::clamp<std::int64_t>(row(bottom) + 1, 0, rows()) * columns();
    return {std::min(begin, count), std::min(end, count)};
}

}  // namespace ttt
