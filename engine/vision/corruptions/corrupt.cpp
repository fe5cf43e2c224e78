#include "engine/vision/corruptions/corrupt.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/vision/corruptions/corruption_table.h"
#include "engine/vision/corruptions/kinds.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace ttt {

namespace {

using Work = FloatImage (*)(const FloatImage&, int severity, Draws&);

struct Row {
    std::string_view key;
    Work work;
};

/// The functions to the names of corruption_table.cpp; tst_corruptions finds one for each.
constexpr Row works[] = {
    {"gaussian_noise", gaussian_noise},
    {"shot_noise", shot_noise},
    {"impulse_noise", impulse_noise},
    {"defocus_blur", defocus_blur},
    {"glass_blur", glass_blur},
    {"motion_blur", motion_blur},
    {"zoom_blur", zoom_blur},
    {"snow", snow},
    {"frost", frost},
    {"fog", fog},
    {"brightness", brightness},
    {"contrast", contrast},
    {"elastic_transform", elastic_transform},
    {"pixelate", pixelate},
    {"jpeg_compression", jpeg_compression},
    {"speckle_noise", speckle_noise},
    {"gaussian_blur", gaussian_blur},
    {"spatter", spatter},
    {"saturate", saturate},
    {"sketch", sketch},
    {"inverted", inverted},
};

std::string all_keys()
{
    std::string keys = "clean";
    for (const CorruptionInfo& info : corruptions())
        keys += ", " + std::string(info.key);
    return keys;
}

}  // namespace

std::string shift_text(const Shift& shift)
{
    return shift.corruption.empty() ? "clean" : shift.corruption + ":" + std::to_string(shift.severity);
}

void check_shift(const Shift& shift, const ImageShape& shape)
{
    if (shift.corruption.empty())
        return;
    const CorruptionInfo* info = find_corruption(shift.corruption);
    if (!info)
        throw Error("There is no corruption " + printable(shift.corruption) + "; there are " + all_keys() + ".");
    if (shift.severity < 1 || shift.severity > 5)
        throw Error("The severity of " + shift.corruption + " is 1 to 5, not " + std::to_string(shift.severity) + ".");
    if (info->needs_colour && shape.channels == 1)
        throw Error("The corruption " + shift.corruption +
                    " changes colours, and these images are grey; leave it out.");
}

std::vector<float> corrupted_floats(std::span<const std::uint8_t> image, const ImageShape& shape, const Shift& shift,
                                    std::uint64_t seed, std::int64_t index)
{
    FloatImage floats = to_float(image, shape);
    const auto row = std::find_if(std::begin(works), std::end(works),
                                  [&shift](const Row& work) { return work.key == shift.corruption; });
    if (row == std::end(works))
        return std::move(floats.values);
    Draws draws(seed, index, shift.corruption, shift.severity);
    FloatImage corrupted = row->work(floats, shift.severity, draws);
    clip(corrupted);
    return std::move(corrupted.values);
}

void corrupt(std::span<const std::uint8_t> image, const ImageShape& shape, const Shift& shift, std::uint64_t seed,
             std::int64_t index, std::span<std::uint8_t> to)
{
    if (shift.corruption.empty()) {
        std::copy(image.begin(), image.end(), to.begin());
        return;
    }
    const std::vector<float> floats = corrupted_floats(image, shape, shift, seed, index);
    std::transform(floats.begin(), floats.end(), to.begin(), to_byte);
}

}  // namespace ttt
