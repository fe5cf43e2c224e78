// Reading of a document: a plain or .xz text file, any encoding, as bytes.
#pragma once

#include <string>

namespace ttt {

/// All bytes of the file, unpacked when it is .xz (by name or by its first bytes).
/// Throws Error with a sentence: no such file, no regular file, not readable, empty, damaged .xz, a binary file.
std::string read_text_file(const std::string& path);

}  // namespace ttt
