// Unpacking of .xz bytes (liblzma).
#pragma once

#include <string>
#include <string_view>

namespace ttt {

/// True when the bytes begin like an .xz file.
bool looks_like_xz(std::string_view bytes);

/// Unpacks one or several concatenated .xz streams. `path` is for the sentence of the Error thrown when they are
/// damaged.
std::string unpack_xz(std::string_view packed, const std::string& path);

}  // namespace ttt
