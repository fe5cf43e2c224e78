// Where a model keeps its tokenizer.
#pragma once

#include <string>

namespace ttt {

/// `path`: a tokenizer.json, the folder that holds it, or a GGUF file. Returns the file that read_tokenizer_json reads.
std::string tokenizer_file(const std::string& path);

/// Whether that file is there and, if it is GGUF, carries a tokenizer. Throws ttt::Error for a GGUF file that is
/// broken.
bool has_tokenizer(const std::string& path);

/// The text of a tokenizer.json. Throws ttt::Error that names the file.
std::string read_tokenizer_json(const std::string& path);

}  // namespace ttt
