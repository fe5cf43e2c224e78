// The header of a safetensors file, read and checked against the file's size before anything of it is used.
#pragma once

#include "engine/model/safetensors.h"

#include <map>
#include <string>
#include <string_view>

namespace ttt {

class RegularFile;

struct SafetensorsHeader {
    std::map<std::string, SafetensorsFile::Entry> entries;
    std::map<std::string, std::string> metadata;
};

/// Throws ttt::Error that names the file and the tensor unless the tensors fill the rest of the file without gap or
/// overlap, each with as many bytes as its shape and dtype say.
SafetensorsHeader read_safetensors_header(const RegularFile& file);

/// The first part of it: the JSON between the length and the data. Offsets still count from the data's begin.
SafetensorsHeader parse_safetensors_header(std::string_view text, const std::string& path);

}  // namespace ttt
