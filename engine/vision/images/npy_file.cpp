#include "engine/vision/images/npy_file.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace ttt {

namespace {

std::string name_of(const RegularFile& file)
{
    return "The file " + printable_path(file.path());
}

std::string text_of(const std::vector<std::uint64_t>& shape)
{
    std::string text = "[";
    for (const std::uint64_t size : shape)
        text += (text.size() > 1 ? ", " : "") + std::to_string(size);
    return text + "]";
}

/// Once the shape is known: exactly so many bytes must follow.
void check_size(const RegularFile& file, const NpyHeader& header, std::uint64_t bytes)
{
    const std::size_t there = file.size() - header.data;
    if (bytes > there)
        throw Error(name_of(file) + " is truncated: its header promises " + std::to_string(bytes) +
                    " bytes, and there are " + std::to_string(there) + ".");
    if (bytes < there)
        throw Error(name_of(file) + " holds " + std::to_string(there - bytes) + " bytes more than its header says.");
}

ImageShape shape_of(const RegularFile& file, const NpyHeader& header)
{
    const std::vector<std::uint64_t>& shape = header.shape;
    if (shape.size() != 3 && shape.size() != 4)
        throw Error(name_of(file) + " has the shape " + text_of(shape) + "; images are [N, H, W, C] or [N, H, W].");
    constexpr std::uint64_t most = std::numeric_limits<std::int32_t>::max();
    if (*std::max_element(shape.begin(), shape.end()) > most)
        throw Error(name_of(file) + " has the shape " + text_of(shape) + ", which is too large.");
    if (shape.size() == 4 && shape[3] > 4 && shape[1] <= 3)
        throw Error(name_of(file) + " has the shape " + text_of(shape) +
                    ", channels first; write it as [N, H, W, C], with numpy: x.transpose(0, 2, 3, 1).copy().");
    const auto side = [&](std::size_t i) { return static_cast<std::int64_t>(shape[i]); };
    return {side(1), side(2), shape.size() == 4 ? side(3) : 1};
}

std::int64_t integer_at(const unsigned char* bytes, const std::string& descr)
{
    if (descr == "|u1")
        return *bytes;
    if (descr == "|i1")
        return static_cast<signed char>(*bytes);
    std::int32_t narrow = 0;
    std::int64_t wide = 0;
    if (descr == "<i8") {
        std::memcpy(&wide, bytes, sizeof wide);
        return wide;
    }
    std::memcpy(&narrow, bytes, sizeof narrow);
    return narrow;
}

std::size_t bytes_of_label(const RegularFile& file, const NpyHeader& header)
{
    for (const auto& [descr, bytes] : {std::pair{"|u1", 1}, {"|i1", 1}, {"<i4", 4}, {"<i8", 8}})
        if (header.descr == descr)
            return static_cast<std::size_t>(bytes);
    throw Error(name_of(file) + " holds numbers of the type " + printable(header.descr) +
                "; labels are integers: |u1, |i1, <i4 or <i8.");
}

std::string header_text(const std::string& shape)
{
    std::string dictionary = "{'descr': '|u1', 'fortran_order': False, 'shape': (" + shape + "), }";
    dictionary.append(63 - (10 + dictionary.size()) % 64, ' ') += '\n';
    const std::size_t length = dictionary.size();
    std::string start("\x93NUMPY\x01\x00", 8);
    start += static_cast<char>(length & 255);
    start += static_cast<char>(length >> 8);
    return start + dictionary;
}

}  // namespace

ImageSet read_npy_images(const std::string& path)
{
    const RegularFile file(path);
    const NpyHeader header = read_npy_header(file);
    if (header.descr != "|u1")
        throw Error(name_of(file) + " holds numbers of the type " + printable(header.descr) +
                    "; images are bytes, |u1 (numpy's uint8).");
    if (header.fortran_order)
        throw Error(name_of(file) +
                    " is stored in Fortran order; write it in C order, with numpy: np.ascontiguousarray(x).");
    ImageSet set;
    set.shape = shape_of(file, header);
    const std::uint64_t count = header.shape[0];
    check_image_size(name_of(file), count, set.shape);
    check_size(file, header, count * set.shape.bytes());
    set.pixels.resize(count * set.shape.bytes());
    file.read(header.data, set.pixels.data(), set.pixels.size());
    return set;
}

std::vector<std::int32_t> read_npy_labels(const std::string& path)
{
    const RegularFile file(path);
    const NpyHeader header = read_npy_header(file);
    const std::size_t width = bytes_of_label(file, header);
    if (header.shape.size() != 1)
        throw Error(name_of(file) + " has the shape " + text_of(header.shape) + "; labels are [N].");
    if (header.shape[0] > file.size())
        throw Error(name_of(file) + " is truncated: its header promises " + std::to_string(header.shape[0]) +
                    " labels.");
    check_size(file, header, header.shape[0] * width);
    std::vector<unsigned char> bytes(header.shape[0] * width);
    file.read(header.data, bytes.data(), bytes.size());
    std::vector<std::int32_t> labels(header.shape[0]);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const std::int64_t label = integer_at(&bytes[i * width], header.descr);
        if (label < 0 || label >= 100'000)
            throw Error(name_of(file) + " gives image " + std::to_string(i) + " the label " + std::to_string(label) +
                        "; labels are 0 or more and below 100,000.");
        labels[i] = static_cast<std::int32_t>(label);
    }
    return labels;
}

std::string npy_start(std::int64_t count, const ImageShape& shape)
{
    return header_text(std::to_string(count) + ", " + std::to_string(shape.height) + ", " +
                       std::to_string(shape.width) + ", " + std::to_string(shape.channels));
}

std::string npy_of_labels(std::span<const std::int32_t> labels)
{
    check_labels("A .npy file of bytes", labels, 256);
    return header_text(std::to_string(labels.size()) + ",") + std::string(labels.begin(), labels.end());
}

}  // namespace ttt
