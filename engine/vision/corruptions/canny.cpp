#include "engine/vision/corruptions/float_image.h"
#include "engine/vision/corruptions/liquid.h"

#include <cstdlib>
#include <utility>

namespace ttt {

namespace {

struct Slope {
    int dx = 0;
    int dy = 0;
    int size() const { return std::abs(dx) + std::abs(dy); }
};

class Slopes {
public:
    explicit Slopes(const ByteMap& map) : map_(map)
    {
        for (int y = 0; y < map.height; ++y)
            for (int x = 0; x < map.width; ++x)
                slopes_.push_back(slope(y, x));
    }

    /// None outside.
    Slope at(int y, int x) const
    {
        const bool is_outside = y < 0 || x < 0 || y >= map_.height || x >= map_.width;
        return is_outside ? Slope{} : slopes_[static_cast<std::size_t>(y * map_.width + x)];
    }

    /// Steeper than both neighbours in the direction of the slope, which counts as one of eight.
    bool is_ridge(int y, int x) const
    {
        const Slope here = at(y, x);
        const int size = here.size(), over = std::abs(here.dx), down = std::abs(here.dy);
        if (down < over * 0.4142135623730951)
            return size > at(y, x - 1).size() && size >= at(y, x + 1).size();
        if (down > over * 2.414213562373095)
            return size > at(y - 1, x).size() && size >= at(y + 1, x).size();
        const int side = (here.dx ^ here.dy) < 0 ? -1 : 1;
        return size > at(y - 1, x - side).size() && size > at(y + 1, x + side).size();
    }

private:
    int value(int y, int x) const
    {
        return map_.at(inside(y, map_.height, Border::nearest), inside(x, map_.width, Border::nearest));
    }

    Slope slope(int y, int x) const
    {
        const auto column = [&](int at) { return value(y - 1, at) + 2 * value(y, at) + value(y + 1, at); };
        const auto row = [&](int at) { return value(at, x - 1) + 2 * value(at, x) + value(at, x + 1); };
        return {column(x + 1) - column(x - 1), row(y + 1) - row(y - 1)};
    }

    const ByteMap& map_;
    std::vector<Slope> slopes_;
};

struct Place {
    int y, x;
};

/// Weak ridges that touch an edge become edges.
void grow(const std::vector<char>& is_weak, std::vector<Place> open, ByteMap& edges)
{
    while (!open.empty()) {
        const Place at = open.back();
        open.pop_back();
        for (int y = at.y - 1; y <= at.y + 1; ++y)
            for (int x = at.x - 1; x <= at.x + 1; ++x)
                if (y >= 0 && x >= 0 && y < edges.height && x < edges.width && edges.at(y, x) == 0 &&
                    is_weak[static_cast<std::size_t>(y * edges.width + x)]) {
                    edges.at(y, x) = 255;
                    open.push_back({y, x});
                }
    }
}

}  // namespace

ByteMap canny(const ByteMap& map, int low, int high)
{
    const Slopes slopes(map);
    ByteMap edges{map.height, map.width, std::vector<std::uint8_t>(map.bytes.size())};
    std::vector<char> is_weak(map.bytes.size());
    std::vector<Place> strong;
    for (int y = 0; y < map.height; ++y)
        for (int x = 0; x < map.width; ++x) {
            const int size = slopes.at(y, x).size();
            if (size <= low || !slopes.is_ridge(y, x))
                continue;
            is_weak[static_cast<std::size_t>(y * map.width + x)] = 1;
            if (size > high) {
                edges.at(y, x) = 255;
                strong.push_back({y, x});
            }
        }
    grow(is_weak, std::move(strong), edges);
    return edges;
}

}  // namespace ttt
