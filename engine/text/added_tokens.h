// Tokens that are looked for in the text before BPE sees it: <|endoftext|> and its like.
#pragma once

#include "engine/text/token_trie.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// An entry of "added_tokens".
struct AddedToken {
    std::int32_t id = 0;
    std::string content;
    bool single_word = false;  // only where no word character touches it
    bool lstrip = false;       // takes the white space before it along
    bool rstrip = false;       // and after it
    bool normalized = false;   // looked for in the normalised text, else in the text as it is
};

/// Finds added tokens, leftmost first, the longest of those that begin at one place. Immutable and thread-safe.
class AddedTokens {
public:
    /// A stretch of text: an added token, or (id < 0) what stands between.
    struct Stretch {
        std::int32_t id;
        std::size_t begin, end;  // bytes
    };

    /// `content` of each must be as it looks in the text that split() gets (normalised, if so).
    explicit AddedTokens(std::vector<AddedToken> tokens = {});

    /// Calls visit for all stretches from left to right; nothing between two tokens is left out. A token is empty where
    /// the white space that another took along would have been it.
    void split(std::string_view text, TextBudget& budget, const std::function<void(const Stretch&)>& visit) const;

private:
    std::vector<AddedToken> tokens_;  // in order of their bytes
    TokenTrie trie_;                  // of their contents
};

}  // namespace ttt
