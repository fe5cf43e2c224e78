#include "engine/vision/corruptions/corruption_table.h"

#include <algorithm>
#include <iterator>

namespace ttt {

namespace {

using enum CorruptionGroup;

constexpr CorruptionInfo table[] = {
    {"gaussian_noise", "Gaussian noise", standard, false, "Normal noise on each channel of each pixel."},
    {"shot_noise", "Shot noise", standard, false, "Few photons: Poisson noise, stronger where it is bright."},
    {"impulse_noise", "Impulse noise", standard, false, "Single elements black or white."},
    {"defocus_blur", "Defocus blur", standard, false, "A lens out of focus: the mean over a disk."},
    {"glass_blur", "Glass blur", standard, false, "Frosted glass: pixels change places with their neighbours."},
    {"motion_blur", "Motion blur", standard, false, "A moving camera: blur along a line."},
    {"zoom_blur", "Zoom blur", standard, false, "A moving lens: the mean over enlargements."},
    {"snow", "Snow", standard, false, "Falling flakes over a paler image."},
    {"frost", "Frost", standard, false, "Ice on the glass, of a texture made here."},
    {"fog", "Fog", standard, false, "Clouds added, and the whole made darker."},
    {"brightness", "Brightness", standard, false, "Brighter by the same amount everywhere."},
    {"contrast", "Contrast", standard, false, "Nearer to the mean of its channel."},
    {"elastic_transform", "Elastic transform", standard, false, "Bent and stretched in small regions."},
    {"pixelate", "Pixelate", standard, false, "Fewer pixels, enlarged again."},
    {"jpeg_compression", "JPEG compression", standard, false, "Packed as JPEG of low quality."},
    {"speckle_noise", "Speckle noise", extra, false, "Normal noise in proportion to the brightness."},
    {"gaussian_blur", "Gaussian blur", extra, false, "Blur of a bell's shape."},
    {"spatter", "Spatter", extra, false, "Drops of water or mud on the lens."},
    {"saturate", "Saturate", extra, true, "More or less colour; a grey image has none to change."},
    {"sketch", "Sketch", domain, false, "Dark lines where the image has edges, blended in by severity."},
    {"inverted", "Inverted", domain, false, "The negative of the brightest values; at severity 5 of all."},
};

}  // namespace

std::span<const CorruptionInfo> corruptions()
{
    return table;
}

const CorruptionInfo* find_corruption(std::string_view key)
{
    const auto found =
        std::find_if(std::begin(table), std::end(table), [key](const CorruptionInfo& info) { return info.key == key; });
    return found == std::end(table) ? nullptr : found;
}

}  // namespace ttt
