// How llama.cpp cuts a text into words, by the name that a GGUF file gives it (tokenizer.ggml.pre).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace ttt {

struct GgufPreTokenizer {
    std::string_view names;  // " qwen2 megrez ": all that mean it
    std::span<const std::string_view>
        patterns;                // one after the other; what matches is a word, and so is what is between
    bool nfc = false;            // the tokenizer.json of these models normalises first
    bool ignore_merges = false;  // as TokenizerSpec
    bool start_token = false;    // where the file does not say
};

/// nullptr: not known.
const GgufPreTokenizer* gguf_pre_tokenizer(std::string_view name);

/// All names, for a sentence.
std::string gguf_pre_tokenizer_names();

}  // namespace ttt
