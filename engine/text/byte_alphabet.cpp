#include "engine/text/byte_alphabet.h"

#include "engine/text/utf8.h"

#include <array>

namespace ttt {
namespace {

constexpr bool is_printable_latin1(int byte)
{
    return (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}

constexpr int first_substitute = 0x100;
constexpr int substitutes = 68;  // bytes that are not printable

struct Alphabet {
    std::array<char32_t, 256> characters{};
    std::array<short, first_substitute + substitutes> bytes{};  // -1: no byte
};

constexpr Alphabet make_alphabet()
{
    Alphabet alphabet;
    alphabet.bytes.fill(-1);
    int next = first_substitute;
    for (int byte = 0; byte < 256; ++byte) {
        const int character = is_printable_latin1(byte) ? byte : next++;
        alphabet.characters[byte] = static_cast<char32_t>(character);
        alphabet.bytes[character] = static_cast<short>(byte);
    }
    return alphabet;
}

constexpr Alphabet alphabet = make_alphabet();

}  // namespace

char32_t byte_character(unsigned char byte)
{
    return alphabet.characters[byte];
}

std::string to_byte_characters(std::string_view bytes)
{
    std::string text;
    for (const char byte : bytes)
        utf8_append(text, byte_character(static_cast<unsigned char>(byte)));
    return text;
}

std::optional<std::string> from_byte_characters(std::string_view text)
{
    std::string bytes;
    while (!text.empty()) {
        std::size_t length = 0;
        const char32_t character = utf8_front(text, length);
        if (character >= alphabet.bytes.size() || alphabet.bytes[character] < 0)
            return std::nullopt;
        bytes += static_cast<char>(alphabet.bytes[character]);
        text.remove_prefix(length);
    }
    return bytes;
}

}  // namespace ttt
