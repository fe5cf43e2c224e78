// Packed as JPEG and unpacked again.
#include "engine/vision/corruptions/kinds.h"
#include "engine/vision/images/jpeg_codec.h"

namespace ttt {

namespace {

constexpr int small[5] = {80, 65, 58, 50, 40};
constexpr int large[5] = {25, 18, 15, 10, 7};

}  // namespace

FloatImage jpeg_compression(const FloatImage& image, int severity, Draws&)
{
    Picture picture{{image.height, image.width, image.channels}, std::vector<std::uint8_t>(image.values.size())};
    to_bytes(image, picture.pixels);
    const std::string packed = encode_jpeg(picture, row_for(small, large, image, severity));
    return to_float(decode_jpeg(packed, "in memory").pixels, picture.shape);
}

}  // namespace ttt
