#include "engine/vision/corruptions/liquid.h"

#include "engine/vision/corruptions/filters.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace ttt {

namespace {

constexpr float farthest = 20;

struct Step {
    int dy, dx;
    float length;
};

/// Those that lie before a pixel; the others are these turned by 180°.
constexpr Step steps[] = {{0, -1, 1.0F},     {-1, 0, 1.0F},    {-1, -1, 1.4F},    {-1, 1, 1.4F},
                          {-1, -2, 2.1969F}, {-1, 2, 2.1969F}, {-2, -1, 2.1969F}, {-2, 1, 2.1969F}};

void approach(const ByteMap& map, std::vector<float>& distance, int y, int x, int sign)
{
    const auto at = [&](int row, int column) { return static_cast<std::size_t>(row * map.width + column); };
    for (const Step& step : steps) {
        const int row = y + sign * step.dy, column = x + sign * step.dx;
        if (row >= 0 && column >= 0 && row < map.height && column < map.width)
            distance[at(y, x)] = std::min(distance[at(y, x)], distance[at(row, column)] + step.length);
    }
}

std::vector<std::uint8_t> equalised(const std::vector<std::uint8_t>& bytes)
{
    std::array<std::size_t, 256> counts{};
    for (const std::uint8_t byte : bytes)
        ++counts[byte];
    const std::size_t first = static_cast<std::size_t>(
        std::find_if(counts.begin(), counts.end(), [](std::size_t count) { return count > 0; }) - counts.begin());
    if (counts[first] == bytes.size())
        return bytes;
    const float scale = 255.0F / static_cast<float>(bytes.size() - counts[first]);
    std::array<std::uint8_t, 256> table{};
    std::size_t sum = 0;
    for (std::size_t i = first + 1; i < table.size(); ++i) {
        sum += counts[i];
        table[i] = static_cast<std::uint8_t>(std::lrint(static_cast<float>(sum) * scale));
    }
    std::vector<std::uint8_t> result;
    for (const std::uint8_t byte : bytes)
        result.push_back(table[byte]);
    return result;
}

template <class Numbers>
FloatImage as_image(const ByteMap& size, const Numbers& numbers)
{
    FloatImage image(size.height, size.width, 1);
    image.values.assign(numbers.begin(), numbers.end());
    return image;
}

const Kernel mean{3, std::vector<double>(9, 1.0 / 9)};
const Kernel light{3, {-2, -1, 0, -1, 1, 1, 0, 1, 2}};

FloatImage in_bytes(FloatImage image)
{
    for (float& value : image.values)
        value = std::clamp(std::nearbyint(value), 0.0F, 255.0F);
    return image;
}

}  // namespace

std::vector<float> distance_from(const ByteMap& edges)
{
    std::vector<float> distance;
    for (const std::uint8_t byte : edges.bytes)
        distance.push_back(byte ? 0.0F : 1e9F);
    for (int y = 0; y < edges.height; ++y)
        for (int x = 0; x < edges.width; ++x)
            approach(edges, distance, y, x, 1);
    for (int y = edges.height - 1; y >= 0; --y)
        for (int x = edges.width - 1; x >= 0; --x)
            approach(edges, distance, y, x, -1);
    for (float& value : distance)
        value = std::min(value, farthest);
    return distance;
}

std::vector<float> relief(const ByteMap& liquid)
{
    const FloatImage smooth = correlated(as_image(liquid, distance_from(canny(liquid, 50, 150))), mean);
    const std::vector<std::uint8_t> even = equalised({smooth.values.begin(), smooth.values.end()});
    return in_bytes(correlated(in_bytes(correlated(as_image(liquid, even), light)), mean)).values;
}

}  // namespace ttt
