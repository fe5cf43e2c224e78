// JPEG out of memory and into it (libjpeg-turbo).
#pragma once

#include "engine/vision/images/picture.h"

namespace ttt {

bool looks_like_jpeg(std::string_view bytes);

/// These throw Error; `name` is of the file.
ImageShape jpeg_shape(std::string_view bytes, const std::string& name);
Picture decode_jpeg(std::string_view bytes, const std::string& name);

/// Baseline, colour subsampled 4:2:0: what PIL writes by default. `quality` 1 to 100.
std::string encode_jpeg(const Picture& picture, int quality);

}  // namespace ttt
