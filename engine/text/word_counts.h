// How often each word occurs in the texts that a tokenizer is trained on.
#pragma once

#include "engine/text/added_tokens.h"
#include "engine/text/pre_tokenizer.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>

namespace ttt {

/// Counts words; invalid UTF-8 is left out, since the tokenizer never merges it.
class WordCounts {
public:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
    };
    using Map = std::unordered_map<std::string, std::int64_t, Hash, std::equal_to<>>;

    WordCounts(PreTokenizer pre_tokenizer, AddedTokens special_tokens);

    void add(std::string_view text, std::stop_token cancel = {});
    const Map& counts() const { return counts_; }

private:
    void add_words(std::string_view text, TextBudget& budget);

    PreTokenizer pre_tokenizer_;
    AddedTokens special_tokens_;
    Map counts_;
};

}  // namespace ttt
