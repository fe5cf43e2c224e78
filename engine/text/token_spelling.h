// How a tokenizer.json writes the bytes of a token, and back: "Ġthe", "▁the", "<0x0A>".
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ttt {

/// As pre-tokenizer, model and decoder of the file say.
struct TokenSpelling {
    bool byte_characters = false;                             // ByteLevel: one character for each byte
    bool byte_tokens = false;                                 // byte_fallback: "<0x0A>" is the byte 10
    std::vector<std::pair<std::string, std::string>> blanks;  // U+2581 is a blank: each first becomes its second

    /// What a person reads; as it is written where no rule fits.
    std::string bytes_of(std::string_view written) const;
};

/// "<0x0A>"
std::string byte_token(unsigned char byte);

/// The byte of a token that is written so.
std::optional<unsigned char> byte_of_token(std::string_view written);

}  // namespace ttt
