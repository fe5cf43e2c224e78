// GPT-2's byte alphabet: every byte written as one printable character, so that a vocabulary is readable JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace ttt {

/// The character of a byte: itself where printable in Latin-1, else U+0100 and up (space is "Ġ", line feed "Ċ").
char32_t byte_character(unsigned char byte);

/// "Ġthe" for " the".
std::string to_byte_characters(std::string_view bytes);

/// " the" for "Ġthe"; nullopt when a character is none of the 256.
std::optional<std::string> from_byte_characters(std::string_view text);

}  // namespace ttt
