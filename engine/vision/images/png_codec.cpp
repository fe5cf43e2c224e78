#include "engine/vision/images/png_codec.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <png.h>

#include <cstring>

namespace ttt {

namespace {

constexpr std::int64_t pixels_a_byte = 1032 * 8;  // deflate at its best, one bit a pixel

/// Freed also where a reader of it can't be made.
struct PngImage : png_image {
    PngImage() : png_image{} { version = PNG_IMAGE_VERSION; }
    ~PngImage() { png_image_free(this); }
    PngImage(const PngImage&) = delete;
    PngImage& operator=(const PngImage&) = delete;
};

/// libpng's simple door: header first, then all pixels.
class PngReader {
public:
    PngReader(std::string_view bytes, const std::string& name) : name_(name)
    {
        check(png_image_begin_read_from_memory(&image_, bytes.data(), bytes.size()));
        check_picture_size(name, shape(), bytes.size(), pixels_a_byte);
    }

    ImageShape shape() const { return {image_.height, image_.width, image_.format & PNG_FORMAT_FLAG_COLOR ? 3 : 1}; }

    std::vector<std::uint8_t> pixels()
    {
        const ImageShape size = shape();
        std::vector<std::uint8_t> pixels(size.bytes());
        image_.format = size.channels == 3 ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
        const png_color white{255, 255, 255};
        check(png_image_finish_read(&image_, &white, pixels.data(), 0, nullptr));
        return pixels;
    }

private:
    void check(int done)
    {
        if (done)
            return;
        throw Error("The picture " + name_ + " can't be decoded, libpng says " + printable(image_.message) + ".");
    }

    PngImage image_;
    std::string name_;
};

}  // namespace

bool looks_like_png(std::string_view bytes)
{
    return bytes.starts_with("\x89PNG\r\n\x1a\n");
}

ImageShape png_shape(std::string_view bytes, const std::string& name)
{
    return PngReader(bytes, name).shape();
}

Picture decode_png(std::string_view bytes, const std::string& name)
{
    PngReader reader(bytes, name);
    const ImageShape shape = reader.shape();
    return {shape, reader.pixels()};
}

}  // namespace ttt
