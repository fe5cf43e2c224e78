#include "sessions/csv.h"

#include "engine/records/steering.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace ttt {

namespace {

template <class Number>
void append_shortest(std::string& line, Number value)
{
    char digits[64];
    const auto result = std::to_chars(digits, digits + sizeof digits, value);
    line.append(digits, result.ptr);
}

template <class Real>
void append_real(std::string& line, Real value)
{
    if (std::isnan(value))
        return;
    // Ranks and ids are whole: "100000", where the shortest form is "1e+05".
    if (std::abs(value) < Real(1e15) && value == std::trunc(value))
        append_shortest(line, static_cast<std::int64_t>(value));
    else
        append_shortest(line, value);
}

/// Length of the UTF-8 character at the front (RFC 3629: no overlong form, no surrogate), 0 when there is none.
std::size_t character_length(std::string_view text)
{
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    const std::size_t length = lead < 0x80   ? 1
                               : lead < 0xc2 ? 0
                               : lead < 0xe0 ? 2
                               : lead < 0xf0 ? 3
                               : lead < 0xf5 ? 4
                                             : 0;
    if (length == 0 || length > text.size())
        return 0;
    for (std::size_t i = 1; i < length; ++i)
        if ((byte(i) & 0xc0) != 0x80)
            return 0;
    if ((lead == 0xe0 && byte(1) < 0xa0) || (lead == 0xed && byte(1) > 0x9f) || (lead == 0xf0 && byte(1) < 0x90) ||
        (lead == 0xf4 && byte(1) > 0x8f))
        return 0;
    return length;
}

std::string escape_of(unsigned char byte)
{
    constexpr char digits[] = "0123456789abcdef";
    switch (byte) {
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        return {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
}

/// A spreadsheet takes a cell that begins so for a formula, and runs it; also in their full width.
bool begins_formula(char32_t character)
{
    switch (character) {
    case U'=':
    case U'+':
    case U'-':
    case U'@':
    case U'\uff1d':
    case U'\uff0b':
    case U'\uff0d':
    case U'\uff20':
        return true;
    default:
        return false;
    }
}

std::string escaped(std::string_view bytes)
{
    std::string text;
    while (!bytes.empty()) {
        const auto lead = static_cast<unsigned char>(bytes[0]);
        const std::size_t length = character_length(bytes);
        const std::string_view character = bytes.substr(0, std::max<std::size_t>(length, 1));
        const char32_t value = length == 0 ? 0 : code_point_of(character);
        if (length == 0 || steers(value) || lead == '\\' || (text.empty() && begins_formula(value)))
            for (const char byte : character)
                text += escape_of(static_cast<unsigned char>(byte));
        else
            text += character;
        bytes.remove_prefix(character.size());
    }
    return text;
}

}  // namespace

void append_number(std::string& line, float value)
{
    append_real(line, value);
}

void append_number(std::string& line, double value)
{
    append_real(line, value);
}

void append_integer(std::string& line, std::int64_t value)
{
    append_shortest(line, value);
}

void append_text(std::string& line, std::string_view bytes)
{
    const std::string text = escaped(bytes);
    const bool blank_edge = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!blank_edge && text.find_first_of("\",") == std::string::npos) {
        line += text;
        return;
    }
    line += '"';
    for (const char character : text) {
        if (character == '"')
            line += '"';
        line += character;
    }
    line += '"';
}

}  // namespace ttt
