// What BPE begins with: a token for every byte of a word (byte-level) or for every character (SentencePiece).
#pragma once

#include "engine/text/merge_table.h"
#include "engine/text/stretch.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace ttt {

struct TokenizerSpec;

struct TokenHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
/// The tokens of a model, as their file writes them.
using TokenIds = std::unordered_map<std::string, std::int32_t, TokenHash, std::equal_to<>>;

/// Immutable. Any byte or character may lack a token: SmolLM2 has none for 21 bytes, LLaMA-2 few characters of Chinese.
class Symbols {
public:
    /// `tokens` must outlive it.
    Symbols(const TokenizerSpec& spec, const TokenIds& tokens);

    /// Appends the tokens of a word (valid UTF-8) to `pieces`, and to `unread` what has none. As Hugging Face does it:
    /// the bytes of a character stand for it where all have a token, else the unknown token, else nothing.
    void split(std::string_view word, std::vector<Piece>& pieces, std::vector<Stretch>& unread) const;

    /// The token of a byte that belongs to no character.
    std::optional<std::int32_t> of_byte(unsigned char byte) const;

    /// For what has none; nullopt: it is left out.
    std::optional<std::int32_t> unknown() const { return unknown_; }

    /// The symbols with which a token begins and ends, if all of it is spelled in symbols.
    std::optional<std::int32_t> first_of(const std::string& written) const;
    std::optional<std::int32_t> last_of(const std::string& written) const;

    /// Whether a token may stand for characters that it is not spelled with: an unknown one, or the bytes of one.
    bool stands_for_others(const std::string& written) const;

private:
    static constexpr std::int32_t none = -1;

    std::int32_t of(std::string_view symbol) const;
    bool add_bytes(std::string_view symbol, std::size_t at, std::vector<Piece>& pieces) const;
    std::optional<std::int32_t> of_character(std::string_view character) const;

    const TokenIds& tokens_;
    bool by_bytes_;                             // else by characters
    bool fuse_unknown_;                         // neighbours that have no token are one unknown token
    std::array<std::int32_t, 256> single_{};    // by bytes: of each byte; by characters: of ASCII
    std::array<std::int32_t, 256> fallback_{};  // "<0x0A>", with byte_fallback
    std::array<std::int32_t, 256> stray_{};     // bytes of no character
    std::optional<std::int32_t> unknown_;
};

}  // namespace ttt
