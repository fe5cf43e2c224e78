// The tokenizer that a GGUF file carries, in the words of a tokenizer.json.
#pragma once

#include <string>

namespace ttt {

class GgufFile;

bool has_tokenizer(const GgufFile& file);

/// A tokenizer.json that Hugging Face reads, too: tokens, merges, tokens looked for in the text (those of llama.cpp's
/// types control, unknown and user-defined), what stands before a text. Tokens of the type unused are left out: they
/// only fill the embedding. Throws ttt::Error that names the file, and the kind of tokenizer or pre-tokenizer that is
/// not read.
std::string tokenizer_json(const GgufFile& file);

/// The same of tokenizer_config.json: names of the special tokens and the template of a conversation.
std::string tokenizer_config_json(const GgufFile& file);

}  // namespace ttt
