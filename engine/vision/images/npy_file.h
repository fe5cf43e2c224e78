// .npy, the file of one numpy array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html): how
// CIFAR-10-C and CIFAR-10.1 are published, u8 [N, H, W, C] and labels [N].
#pragma once

#include "engine/files/regular_file.h"
#include "engine/vision/images/image_set.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct NpyHeader {
    std::string descr;  // "|u1"
    bool fortran_order = false;
    std::vector<std::uint64_t> shape;
    std::size_t data = 0;  // offset of the first number
};

bool looks_like_npy(std::string_view start);

/// Throws Error when the file is no .npy, or its header none that numpy writes.
NpyHeader read_npy_header(const RegularFile& file);

/// u8 [N, H, W, C], C 1 or 3, or [N, H, W]. Throws Error that says what else it is; the size is checked before
/// anything is allocated.
ImageSet read_npy_images(const std::string& path);

/// [N] of any integers of 1, 4 or 8 bytes, not negative. Throws Error.
std::vector<std::int32_t> read_npy_labels(const std::string& path);

/// The bytes of a .npy file before its numbers, u8 [N, H, W, C].
std::string npy_start(std::int64_t count, const ImageShape& shape);

/// A whole .npy file, u8 [N]. Throws Error when a label is above 255.
std::string npy_of_labels(std::span<const std::int32_t> labels);

}  // namespace ttt
