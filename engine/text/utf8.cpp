#include "engine/text/utf8.h"

#include <utf8proc.h>

#include <cstring>

namespace ttt {
namespace {

bool is_continuation(unsigned char byte)
{
    return (byte & 0xc0) == 0x80;
}

bool all_ascii8(const char* bytes)
{
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return (word & 0x8080808080808080u) == 0;
}

/// The second byte carries the rules against overlong forms, surrogates and values above U+10FFFF.
bool second_byte_fits(unsigned char first, unsigned char second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return is_continuation(second);
    }
}

}  // namespace

std::size_t utf8_sequence(std::string_view bytes)
{
    if (bytes.empty())
        return 0;
    const unsigned char first = bytes[0];
    if (first < 0x80)
        return 1;
    const std::size_t length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
    if (length == 0 || bytes.size() < length || !second_byte_fits(first, bytes[1]))
        return 0;
    for (std::size_t i = 2; i < length; ++i)
        if (!is_continuation(bytes[i]))
            return 0;
    return length;
}

std::size_t utf8_valid_prefix(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size()) {
        if (bytes.size() - at >= 8 && all_ascii8(bytes.data() + at)) {
            at += 8;
            continue;
        }
        const std::size_t length = utf8_sequence(bytes.substr(at));
        if (length == 0)
            break;
        at += length;
    }
    return at;
}

std::size_t utf8_invalid_prefix(std::string_view bytes)
{
    std::size_t at = 0;
    while (at < bytes.size() && utf8_sequence(bytes.substr(at)) == 0)
        ++at;
    return at;
}

char32_t utf8_front(std::string_view text, std::size_t& length)
{
    const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
    const char32_t first = byte(0);
    length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
    if (length == 1)
        return first;
    char32_t code_point = first & (0x7fu >> length);
    for (std::size_t i = 1; i < length; ++i)
        code_point = code_point << 6 | (byte(i) & 0x3f);
    return code_point;
}

char32_t utf8_back(std::string_view text, std::size_t& length)
{
    std::size_t at = text.size() - 1;
    while (at > 0 && is_continuation(text[at]))
        --at;
    return utf8_front(text.substr(at), length);
}

void utf8_append(std::string& text, char32_t code_point)
{
    utf8proc_uint8_t bytes[4];
    const utf8proc_ssize_t count = utf8proc_encode_char(static_cast<utf8proc_int32_t>(code_point), bytes);
    text.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(count));
}

bool is_white_space(char32_t c)
{
    return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

bool is_word_character(char32_t code_point)
{
    switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_PC:
        return true;
    default:
        return code_point == 0x200c || code_point == 0x200d       // joiners
               || (code_point >= 0x24b6 && code_point <= 0x24e9)  // circled and squared letters
               || (code_point >= 0x1f130 && code_point <= 0x1f149) ||
               (code_point >= 0x1f150 && code_point <= 0x1f169) || (code_point >= 0x1f170 && code_point <= 0x1f189);
    }
}

}  // namespace ttt
