#include "engine/vision/images/idx_file.h"

#include "engine/records/error.h"
#include "engine/vision/images/packed_file.h"

#include <array>

namespace ttt {

namespace {

constexpr unsigned char unsigned_bytes = 0x08;

std::uint32_t big_endian(const unsigned char* bytes)
{
    return std::uint32_t{bytes[0]} << 24 | std::uint32_t{bytes[1]} << 16 | std::uint32_t{bytes[2]} << 8 | bytes[3];
}

void check_magic(const PackedFile& file, const unsigned char* magic, unsigned char dimensions, const char* what)
{
    if (magic[0] != 0 || magic[1] != 0 || magic[2] != unsigned_bytes || magic[3] != dimensions)
        throw Error(file.name() + " is no IDX file of " + what + ": it begins with " +
                    std::to_string(big_endian(magic)) + ", not with " +
                    std::to_string(unsigned_bytes << 8 | dimensions) + ".");
}

/// The sizes behind the magic number.
template <std::size_t dimensions>
std::array<std::uint32_t, dimensions> read_sizes(PackedFile& file, const char* what)
{
    unsigned char magic[4], bytes[4 * dimensions];
    file.read(magic, sizeof magic, "a header");
    check_magic(file, magic, dimensions, what);
    file.read(bytes, sizeof bytes, "a header");
    std::array<std::uint32_t, dimensions> sizes;
    for (std::size_t i = 0; i < dimensions; ++i)
        sizes[i] = big_endian(bytes + 4 * i);
    return sizes;
}

void check_fits(const PackedFile& file, std::uint64_t bytes)
{
    if (bytes > file.most_left())
        throw Error(file.name() + " is truncated: its header promises " + std::to_string(bytes) +
                    " bytes, more than can be in it.");
}

}  // namespace

bool looks_like_idx(std::string_view start)
{
    return start.size() >= 4 && start[0] == 0 && start[1] == 0 && start[2] == unsigned_bytes;
}

ImageSet read_idx_images(const std::string& path)
{
    PackedFile file(path);
    const auto [count, height, width] = read_sizes<3>(file, "images");
    ImageSet set;
    set.shape = {height, width, 1};
    check_image_size(file.name(), count, set.shape);
    check_fits(file, count * set.shape.bytes());
    set.pixels.resize(count * set.shape.bytes());
    file.read(set.pixels.data(), set.pixels.size(), "images");
    file.expect_end();
    return set;
}

std::vector<std::int32_t> read_idx_labels(const std::string& path, std::int64_t classes)
{
    PackedFile file(path);
    const auto [count] = read_sizes<1>(file, "labels");
    check_fits(file, count);
    std::vector<unsigned char> bytes(count);
    file.read(bytes.data(), bytes.size(), "labels");
    file.expect_end();
    std::vector<std::int32_t> labels(bytes.begin(), bytes.end());
    if (classes > 0)
        check_labels(file.name(), labels, classes);
    return labels;
}

}  // namespace ttt
