#include "views/drift/chunk_axis.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double nearest_zoom = 4;  // chunks seen at the least

/// Moved back inside [0, total], with its length kept where that fits.
ChunkRange inside(ChunkRange range, double total)
{
    const double length = std::min(range.last - range.first, total);
    const double first = std::clamp(range.first, 0.0, total - length);
    return {first, first + length};
}

}  // namespace

ChunkRange zoomed(ChunkRange range, double factor, double anchor, double total)
{
    const double length = range.last - range.first;
    const double wanted = std::clamp(length * factor, std::min(nearest_zoom, total), total);
    const double share = (anchor - range.first) / length;
    const double first = anchor - share * wanted;
    return inside({first, first + wanted}, total);
}

ChunkRange panned(ChunkRange range, double chunks, double total)
{
    return inside({range.first + chunks, range.last + chunks}, total);
}

ChunkRange brought_into_view(ChunkRange range, double chunk, double total)
{
    if (chunk < range.first)
        return panned(range, chunk - range.first, total);
    if (chunk + 1 > range.last)
        return panned(range, chunk + 1 - range.last, total);
    return range;
}

std::vector<std::int64_t> chunk_ticks(ChunkRange range, int most)
{
    std::int64_t step = 1;
    while ((range.last - range.first) / static_cast<double>(step) > std::max(1, most - 1))
        step *= 2;
    std::vector<std::int64_t> ticks;
    const auto first = static_cast<std::int64_t>(std::ceil(range.first / static_cast<double>(step))) * step;
    for (std::int64_t tick = first; static_cast<double>(tick) <= range.last; tick += step)
        ticks.push_back(tick);
    return ticks;
}

std::int64_t chunks_per_column(ChunkRange range, double device_pixels)
{
    return std::max<std::int64_t>(
        1, static_cast<std::int64_t>(std::ceil((range.last - range.first) / std::max(1.0, device_pixels) - 1e-9)));
}

}  // namespace ttt
