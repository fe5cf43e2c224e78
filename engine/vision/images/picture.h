// One picture as a PNG or JPEG file holds it, in memory.
#pragma once

#include "engine/vision/images/image_set.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct Picture {
    ImageShape shape;
    std::vector<std::uint8_t> pixels;  // [H, W, C]
};

constexpr std::int64_t most_pixels = 64'000'000;  // of one picture

/// Throws Error when a header promises more than most_pixels, or more than `bytes` of this format can say at best
/// (`pixels_a_byte`). `name` begins the sentence.
void check_picture_size(const std::string& name, const ImageShape& shape, std::size_t bytes,
                        std::int64_t pixels_a_byte);

/// What its header says, checked as above. PNG or JPEG is told by the first bytes. Throws Error.
ImageShape picture_shape(std::string_view bytes, const std::string& name);

/// Grey or RGB as it is stored; 16 bits become 8, transparent parts white. Throws Error.
Picture decode_picture(std::string_view bytes, const std::string& name);

/// Grey as three equal channels; anything else stays.
Picture in_colour(Picture picture);

/// The middle of the picture as a square of size x size: the shorter side is scaled (bilinear, antialiased as PIL
/// does it), the longer one cut.
Picture centre_square(const Picture& picture, std::int64_t size);

}  // namespace ttt
