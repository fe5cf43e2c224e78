#include "engine/vision/images/picture.h"

#include "engine/records/error.h"
#include "engine/vision/images/jpeg_codec.h"
#include "engine/vision/images/png_codec.h"

namespace ttt {

void check_picture_size(const std::string& name, const ImageShape& shape, std::size_t bytes, std::int64_t pixels_a_byte)
{
    const std::string size = std::to_string(shape.height) + " x " + std::to_string(shape.width) + " pixels";
    if (shape.height <= 0 || shape.width <= 0 || shape.height > most_pixels / shape.width)
        throw Error("The picture " + name + " says it has " + size + ", and 1 to 64 million are taken.");
    if (shape.height * shape.width / pixels_a_byte > static_cast<std::int64_t>(bytes))
        throw Error("The picture " + name + " lies about its size: " + std::to_string(bytes) + " bytes can't hold " +
                    size + ".");
}

ImageShape picture_shape(std::string_view bytes, const std::string& name)
{
    if (looks_like_png(bytes))
        return png_shape(bytes, name);
    if (looks_like_jpeg(bytes))
        return jpeg_shape(bytes, name);
    throw Error("The picture " + name + " is neither PNG nor JPEG.");
}

Picture decode_picture(std::string_view bytes, const std::string& name)
{
    picture_shape(bytes, name);
    return looks_like_png(bytes) ? decode_png(bytes, name) : decode_jpeg(bytes, name);
}

Picture in_colour(Picture picture)
{
    if (picture.shape.channels == 3)
        return picture;
    Picture colour{{picture.shape.height, picture.shape.width, 3}, {}};
    colour.pixels.reserve(colour.shape.bytes());
    for (const std::uint8_t grey : picture.pixels)
        colour.pixels.insert(colour.pixels.end(), 3, grey);
    return colour;
}

}  // namespace ttt
