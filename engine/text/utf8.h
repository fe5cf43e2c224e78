// UTF-8 as the tokenizer needs it: which bytes are valid, and one code point at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace ttt {

/// Bytes of the valid UTF-8 sequence at the start of `bytes` (1 to 4), or 0: none (also overlong, surrogate, too
/// large).
std::size_t utf8_sequence(std::string_view bytes);

/// Length of the longest prefix that is valid UTF-8.
std::size_t utf8_valid_prefix(std::string_view bytes);

/// Length of the longest prefix of which no byte begins a valid sequence.
std::size_t utf8_invalid_prefix(std::string_view bytes);

/// The first code point; `length` becomes its bytes. `text` must be valid and not empty.
char32_t utf8_front(std::string_view text, std::size_t& length);

/// The last code point of valid, not empty text.
char32_t utf8_back(std::string_view text, std::size_t& length);

void utf8_append(std::string& text, char32_t code_point);

/// Unicode White_Space.
bool is_white_space(char32_t code_point);

/// What \w means in Unicode: letters, marks, digits, connectors.
bool is_word_character(char32_t code_point);

}  // namespace ttt
