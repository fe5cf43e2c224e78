// What a tokenizer.json says, checked, before anything is built from it.
#pragma once

#include "engine/text/added_tokens.h"
#include "engine/text/normalizer.h"
#include "engine/text/post_processor.h"
#include "engine/text/pre_tokenizer.h"
#include "engine/text/token_spelling.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// What BPE begins with.
enum class Alphabet { bytes, characters };

struct TokenizerSpec {
    std::vector<std::pair<std::string, std::int32_t>> vocabulary;  // as written in the file
    std::vector<std::pair<std::string, std::string>> merges;       // in order of rank
    std::vector<AddedToken> added_tokens;
    std::vector<NamedToken> start_tokens;  // that stand before every text
    Normalizer normalizer;
    PreTokenizer pre_tokenizer;
    Alphabet alphabet = Alphabet::characters;
    TokenSpelling spelling;
    std::string unknown;         // token for what has none; empty: that is left out
    bool fuse_unknown = false;   // one for several in a row
    bool byte_fallback = false;  // tokens of its bytes for a character that has none
    bool ignore_merges = false;  // a word that is a token is that token, whatever the merges say
};

/// Reads the text of a tokenizer.json; `name` is for the sentence of the Error.
TokenizerSpec parse_tokenizer_json(const std::string& json, const std::string& name);

}  // namespace ttt
