// The look of drops on a lens, as the published spatter makes it with OpenCV: edges, distance from them, relief.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// One byte a pixel.
struct ByteMap {
    int height = 0;
    int width = 0;
    std::vector<std::uint8_t> bytes;  // [H, W]

    std::uint8_t at(int y, int x) const { return bytes[static_cast<std::size_t>(y * width + x)]; }
    std::uint8_t& at(int y, int x) { return bytes[static_cast<std::size_t>(y * width + x)]; }
};

/// Canny's edges (255, else 0): 3 x 3 Sobel, |dx| + |dy|, thresholds `low` and `high`.
ByteMap canny(const ByteMap& map, int low, int high);

/// Of each pixel from the next edge in steps of 1, 1.4 and 2.1969 (chess knight's move), at most 20.
std::vector<float> distance_from(const ByteMap& edges);

/// f32 [H, W], 0 … 255: the distance smoothed, its histogram equalised, lit from the upper left, smoothed.
std::vector<float> relief(const ByteMap& liquid);

}  // namespace ttt
