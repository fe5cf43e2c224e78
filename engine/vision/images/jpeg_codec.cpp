#include "engine/vision/images/jpeg_codec.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <cstdio>  // jpeglib.h wants FILE

#include <jpeglib.h>

#include <jerror.h>

#include <csetjmp>
#include <cstdlib>
#include <memory>

namespace ttt {

namespace {

constexpr std::int64_t pixels_a_byte = 8 * 64 * 16;  // one bit a block, colour at a quarter of each side

/// libjpeg calls these in place of exit(); no C++ object may lie between the setjmp and the jump.
struct Complaint {
    jpeg_error_mgr manager;
    std::jmp_buf back;
    char message[JMSG_LENGTH_MAX];
};

Complaint& complaint_of(j_common_ptr codec)
{
    return *reinterpret_cast<Complaint*>(codec->err);  // its first member
}

void give_up(j_common_ptr codec)
{
    Complaint& complaint = complaint_of(codec);
    complaint.manager.format_message(codec, complaint.message);
    std::longjmp(complaint.back, 1);
}

/// A warning means that pixels were guessed: as bad as an error. Padding between segments is none.
void on_message(j_common_ptr codec, int level)
{
    if (level < 0 && codec->err->msg_code != JWRN_EXTRANEOUS_DATA)
        give_up(codec);
}

jpeg_error_mgr* prepared(Complaint& complaint)
{
    jpeg_error_mgr* manager = jpeg_std_error(&complaint.manager);
    manager->error_exit = give_up;
    manager->emit_message = on_message;
    return manager;
}

/// Reads the header and, when `pixels` says where, all rows. False: `complaint` has the message.
bool read_jpeg(std::string_view bytes, ImageShape& shape, unsigned char* pixels, Complaint& complaint)
{
    jpeg_decompress_struct codec{};
    codec.err = prepared(complaint);
    if (setjmp(complaint.back)) {
        jpeg_destroy_decompress(&codec);
        return false;
    }
    jpeg_create_decompress(&codec);
    jpeg_mem_src(&codec, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    jpeg_read_header(&codec, TRUE);
    shape = {codec.image_height, codec.image_width, codec.num_components};
    if (pixels) {
        codec.out_color_space = shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
        jpeg_start_decompress(&codec);
        while (codec.output_scanline < codec.output_height) {
            JSAMPROW row = pixels + std::size_t{codec.output_scanline} * codec.output_width *
                                        static_cast<std::size_t>(shape.channels);
            jpeg_read_scanlines(&codec, &row, 1);
        }
        jpeg_finish_decompress(&codec);
    }
    jpeg_destroy_decompress(&codec);
    return true;
}

/// `packed` is malloc'ed by libjpeg; the caller frees it.
bool write_jpeg(const Picture& picture, int quality, unsigned char** packed, unsigned long* size, Complaint& complaint)
{
    jpeg_compress_struct codec{};
    codec.err = prepared(complaint);
    if (setjmp(complaint.back)) {
        jpeg_destroy_compress(&codec);
        return false;
    }
    jpeg_create_compress(&codec);
    jpeg_mem_dest(&codec, packed, size);
    codec.image_height = static_cast<JDIMENSION>(picture.shape.height);
    codec.image_width = static_cast<JDIMENSION>(picture.shape.width);
    codec.input_components = static_cast<int>(picture.shape.channels);
    codec.in_color_space = picture.shape.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&codec);
    jpeg_set_quality(&codec, quality, TRUE);
    jpeg_start_compress(&codec, TRUE);
    while (codec.next_scanline < codec.image_height) {
        JSAMPROW row =
            const_cast<JSAMPROW>(picture.pixels.data()) +
            std::size_t{codec.next_scanline} * codec.image_width * static_cast<std::size_t>(codec.input_components);
        jpeg_write_scanlines(&codec, &row, 1);
    }
    jpeg_finish_compress(&codec);
    jpeg_destroy_compress(&codec);
    return true;
}

[[noreturn]] void fail(const std::string& name, const Complaint& complaint)
{
    throw Error("The picture " + name + " can't be decoded, libjpeg says " + printable(complaint.message) + ".");
}

}  // namespace

bool looks_like_jpeg(std::string_view bytes)
{
    return bytes.starts_with("\xff\xd8\xff");
}

ImageShape jpeg_shape(std::string_view bytes, const std::string& name)
{
    Complaint complaint{};
    ImageShape shape;
    if (!read_jpeg(bytes, shape, nullptr, complaint))
        fail(name, complaint);
    if (shape.channels != 1 && shape.channels != 3)
        throw Error("The picture " + name + " has " + std::to_string(shape.channels) +
                    " colour channels (CMYK, of print); save it as RGB.");
    check_picture_size(name, shape, bytes.size(), pixels_a_byte);
    return shape;
}

Picture decode_jpeg(std::string_view bytes, const std::string& name)
{
    Complaint complaint{};
    Picture picture{jpeg_shape(bytes, name), {}};
    picture.pixels.resize(picture.shape.bytes());
    if (!read_jpeg(bytes, picture.shape, picture.pixels.data(), complaint))
        fail(name, complaint);
    return picture;
}

std::string encode_jpeg(const Picture& picture, int quality)
{
    Complaint complaint{};
    unsigned char* packed = nullptr;
    unsigned long size = 0;
    const bool done = write_jpeg(picture, quality, &packed, &size, complaint);
    const std::unique_ptr<unsigned char, decltype(&std::free)> owner(packed, &std::free);
    if (!done)
        throw Error("An image could not be packed as JPEG, libjpeg says " + printable(complaint.message) + ".");
    return {reinterpret_cast<const char*>(packed), size};
}

}  // namespace ttt
