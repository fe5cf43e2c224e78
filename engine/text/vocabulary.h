// Ids and bytes of all tokens, and the merges between them.
#pragma once

#include "engine/text/merge_table.h"
#include "engine/text/tokenizer_spec.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ttt {

/// Immutable once built.
class Vocabulary {
public:
    /// Throws Error with a sentence: two tokens of one id, a merge of unknown tokens.
    Vocabulary(const TokenizerSpec& spec, const std::string& name);

    std::int64_t size() const { return static_cast<std::int64_t>(bytes_.size()); }
    const std::string& bytes(std::int32_t id) const { return bytes_[static_cast<std::size_t>(id)]; }

    /// A token of the model (not an added one) by its bytes.
    std::optional<std::int32_t> model_id(std::string_view bytes) const;

    /// An added token by its content, else a token of the model by its bytes.
    std::optional<std::int32_t> any_id(std::string_view token) const;

    /// The token of each byte, no_token where there is none: SmolLM2 has none for 21 bytes that its texts never held.
    const std::array<std::int32_t, 256>& byte_ids() const { return byte_ids_; }
    static constexpr std::int32_t no_token = -1;
    /// Throws Error with a sentence: a text needs a byte that has no token.
    [[noreturn]] void refuse_byte(unsigned char byte) const;
    const MergeTable& merges() const { return merges_; }

private:
    void add_model_tokens(const TokenizerSpec& spec);
    void add_added_tokens(const TokenizerSpec& spec);
    void find_byte_ids();
    void add_merges(const TokenizerSpec& spec);
    void claim(std::int32_t id, const std::string& written, std::string bytes);
    std::int32_t merge_part(const std::string& written) const;

    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Ids = std::unordered_map<std::string, std::int32_t, Hash, std::equal_to<>>;

    const std::string name_;
    std::vector<std::string> bytes_;  // [highest id + 1]
    Ids by_written_;                  // as in the file, model tokens
    Ids by_bytes_;                    // model tokens that consist of byte characters
    Ids added_;
    std::array<std::int32_t, 256> byte_ids_{};
    MergeTable merges_;
};

}  // namespace ttt
