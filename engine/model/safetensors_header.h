// The header of a safetensors file, read and checked against the file's size before anything of it is used.
#pragma once

#include "engine/model/safetensors.h"

#include <map>
#include <string>
#include <string_view>

namespace ttt {

struct SafetensorsHeader {
    std::map<std::string, SafetensorsFile::Entry> entries;
    std::map<std::string, std::string> metadata;
};

/// `file` is the whole file. Throws ttt::Error that names `path` and the tensor unless the tensors fill the rest of the
/// file without gap or overlap, each with as many bytes as its shape and dtype say.
SafetensorsHeader parse_safetensors_header(std::string_view file, const std::string& path);

}  // namespace ttt
