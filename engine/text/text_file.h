// Reading of a whole text file: plain or .xz, any encoding, as bytes.
#pragma once

#include "engine/text/text_reader.h"

#include <string>
#include <string_view>
#include <vector>

namespace ttt {

struct TextFile {
    std::string text;
    std::string_view encoding;         // that it was decoded from, words of known_encodings; empty: bytes as they are
    std::vector<std::string> remarks;  // sentences: how it was decoded, or that it is no UTF-8
};

/// All of the file, unpacked when it is .xz (by name or by its first bytes), decoded when a byte order mark says that
/// it is UTF-16 or UTF-32. Throws Error with a sentence, as TextReader does.
TextFile open_text_file(const std::string& path, std::size_t limit = document_limit);

/// The same without the remarks.
std::string read_text_file(const std::string& path);

}  // namespace ttt
