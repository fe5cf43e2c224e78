// Characters that steer what shows a text instead of being shown. Std only.
#pragma once

#include <string_view>

namespace ttt {

/// Control characters (C0, DEL, C1), marks and overrides of the writing direction, and the separators of lines and
/// paragraphs: in the text of a stranger they move a cursor, colour or retitle a terminal, or turn a line round.
constexpr bool steers(char32_t character)
{
    return character < 0x20 || (character >= 0x7f && character < 0xa0) || character == 0x61c ||
           (character >= 0x200e && character <= 0x200f) || (character >= 0x2028 && character <= 0x202e) ||
           (character >= 0x2066 && character <= 0x2069);
}

/// The code point of one whole, valid UTF-8 sequence.
constexpr char32_t code_point_of(std::string_view sequence)
{
    const auto lead = static_cast<unsigned char>(sequence.front());
    if (sequence.size() == 1)
        return lead;
    char32_t value = lead & (0x7fU >> sequence.size());
    for (const char byte : sequence.substr(1))
        value = value << 6 | (static_cast<unsigned char>(byte) & 0x3fU);
    return value;
}

}  // namespace ttt
