// What stands before the numbers of a GGUF file, read and checked against the file's size.
#pragma once

#include "engine/gguf/gguf_file.h"

#include <nlohmann/json.hpp>

#include <map>
#include <string>
#include <string_view>

namespace ttt {

class RegularFile;

inline constexpr std::string_view gguf_magic = "GGUF";

struct GgufHeader {
    nlohmann::json metadata;
    std::map<std::string, GgufTensor> tensors;
};

/// Throws ttt::Error that names the file unless everything in it fits into the file, and no tensor overlaps another.
GgufHeader read_gguf_header(const RegularFile& file);

}  // namespace ttt
