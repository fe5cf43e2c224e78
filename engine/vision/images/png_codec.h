// PNG out of memory (libpng).
#pragma once

#include "engine/vision/images/picture.h"

namespace ttt {

bool looks_like_png(std::string_view bytes);

/// Both throw Error; `name` is of the file.
ImageShape png_shape(std::string_view bytes, const std::string& name);
Picture decode_png(std::string_view bytes, const std::string& name);

}  // namespace ttt
