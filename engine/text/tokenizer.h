// tokenizer.json of Hugging Face: BPE, byte-level (GPT-2, Qwen2/3, LLaMA-3 and their kin) or of characters (what
// SentencePiece left to LLaMA-2, Mistral, Gemma).
#pragma once

#include "engine/text/stretch.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// A text in tokens. Without a normaliser (and lstrip, rstrip), and where every byte has a token, the bytes of the
/// tokens, one after the other, are the text.
struct Encoding {
    std::vector<std::int32_t> ids;  // [T]
    std::vector<std::int64_t>
        byte_offsets;  // [T + 1] into the text as given; token t is bytes [offset t, offset t + 1)
    /// What no token of the vocabulary stands for, in order: it is the unknown token, or where the tokenizer has none,
    /// it is left out, and its bytes belong to the token before (at the start: to the first).
    std::vector<Stretch> unread;
};

/// Text to ids and back. Any bytes go in: stretches of invalid UTF-8 are written byte by byte, past normaliser and
/// pattern. encode() gives the ids of encode(text, add_special_tokens=False) in Hugging Face; what the file's
/// post-processor puts before a text is told by start_tokens(), what it puts behind it, truncation, padding and
/// decoders are ignored, and decode() gives bytes back. Cheap to copy. All const functions may be called by several
/// threads at once.
class Tokenizer {
public:
    /// `path`: the file, the folder that holds tokenizer.json, or a GGUF file. Throws Error with a sentence that names
    /// the file.
    static Tokenizer load(const std::string& path);

    /// From the text of a tokenizer.json; `name` is used in sentences.
    static Tokenizer from_json(const std::string& json, const std::string& name = "tokenizer.json");

    /// Throws Error with a sentence when pattern or added tokens take out of all proportion to the text, Cancelled when
    /// somebody asks to stop.
    Encoding encode(std::string_view bytes, std::stop_token cancel = {}) const;

    /// That stand before a text, in order (LLaMA-3's <|begin_of_text|>); empty: none do.
    const std::vector<std::int32_t>& start_tokens() const;

    /// For what has no token; nullopt: it is left out.
    std::optional<std::int32_t> unknown_token() const;

    /// The bytes of all tokens, added ones included. Throws Error for an id that has no token.
    std::string decode(std::span<const std::int32_t> ids) const;

    /// Highest id + 1.
    std::int64_t size() const;

    /// The same without added tokens; a model's vocabulary must not be smaller.
    std::int64_t size_without_added() const;

    /// Empty for a hole among the ids. Throws Error for an id outside [0, size).
    const std::string& token_bytes(std::int32_t id) const;

    /// Of an added token by its content ("<|endoftext|>"), else of a token by its bytes (" the").
    std::optional<std::int32_t> id_of(std::string_view token) const;

    /// Of the tokenizer.json, "xxh3:" + 32 hex digits.
    std::string hash() const;

private:
    struct Parts;
    class Encoder;
    explicit Tokenizer(std::shared_ptr<const Parts> parts);
    std::shared_ptr<const Parts> parts_;
};

}  // namespace ttt
