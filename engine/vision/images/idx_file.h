// IDX, the format of MNIST and Fashion-MNIST: a magic number, sizes, bytes (http://yann.lecun.com/exdb/mnist).
#pragma once

#include "engine/vision/images/image_set.h"

#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Whether a file that begins so may be one: two zero bytes, then the type of unsigned bytes.
bool looks_like_idx(std::string_view start);

/// Grey images without labels, plain or .gz. Throws Error.
ImageSet read_idx_images(const std::string& path);

/// Throws Error; `classes` 0: any label.
std::vector<std::int32_t> read_idx_labels(const std::string& path, std::int64_t classes = 0);

}  // namespace ttt
