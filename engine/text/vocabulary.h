// Ids and bytes of all tokens, and the merges between them.
#pragma once

#include "engine/text/merge_table.h"
#include "engine/text/symbols.h"
#include "engine/text/tokenizer_spec.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// Immutable once built.
class Vocabulary {
public:
    /// Throws Error with a sentence: two tokens of one id, a merge of unknown tokens.
    Vocabulary(const TokenizerSpec& spec, const std::string& name);
    Vocabulary(const Vocabulary&) = delete;
    Vocabulary& operator=(const Vocabulary&) = delete;

    std::int64_t size() const { return static_cast<std::int64_t>(bytes_.size()); }
    const std::string& bytes(std::int32_t id) const { return bytes_[static_cast<std::size_t>(id)]; }

    /// The token of the model (not an added one) that is a whole word, as pre-tokenizers make it.
    std::optional<std::int32_t> word_id(std::string_view word) const;

    /// An added token by its content, else a token of the model by its bytes.
    std::optional<std::int32_t> any_id(std::string_view token) const;

    const Symbols& symbols() const { return symbols_; }
    const MergeTable& merges() const { return merges_; }

    /// Whether a merge can reach across the border between two symbols: where none can, a word falls into two.
    bool joins(std::int32_t left, std::int32_t right) const { return joins_all_ || joints_.find(left, right); }

private:
    TokenIds read_tokens(const TokenizerSpec& spec);
    void add_added_tokens(const TokenizerSpec& spec);
    void add_merges(const TokenizerSpec& spec);
    void claim(std::int32_t id, const std::string& written, std::string bytes);
    std::int32_t merge_part(const std::string& written) const;

    const std::string name_;
    const Alphabet alphabet_;
    std::vector<std::string> bytes_;  // [highest id + 1]
    TokenIds by_bytes_;  // model tokens; of several with the same bytes none that byte_fallback made, if so
    TokenIds added_;
    const TokenIds by_written_;  // model tokens, as in the file
    const Symbols symbols_;
    MergeTable merges_;
    MergeTable joints_;       // last symbol of a left part, first symbol of its right part
    bool joins_all_ = false;  // a file merges what is not spelled in symbols: no border is sure
};

}  // namespace ttt
