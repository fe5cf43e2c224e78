#include "engine/text/token_spelling.h"

#include "engine/text/byte_alphabet.h"

#include <charconv>

namespace ttt {
namespace {

std::string replaced(std::string_view text, std::string_view from, std::string_view to)
{
    std::string result;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t found = from.empty() ? std::string_view::npos : text.find(from, at);
        result += text.substr(at, found - at);
        if (found == std::string_view::npos)
            break;
        result += to;
        at = found + from.size();
    }
    return result;
}

}  // namespace

std::string byte_token(unsigned char byte)
{
    constexpr char digits[] = "0123456789ABCDEF";
    return {'<', '0', 'x', digits[byte >> 4], digits[byte & 15], '>'};
}

std::optional<unsigned char> byte_of_token(std::string_view written)
{
    unsigned char byte = 0;
    if (written.size() != 6 || !written.starts_with("<0x") || written.back() != '>')
        return std::nullopt;
    const auto read = std::from_chars(written.data() + 3, written.data() + 5, byte, 16);
    return read.ptr == written.data() + 5 ? std::optional(byte) : std::nullopt;
}

std::string TokenSpelling::bytes_of(std::string_view written) const
{
    if (byte_characters)
        if (auto bytes = from_byte_characters(written))
            return *std::move(bytes);
    if (byte_tokens)
        if (const auto byte = byte_of_token(written))
            return std::string(1, static_cast<char>(*byte));
    std::string text(written);
    for (const auto& [from, to] : blanks)
        text = replaced(text, from, to);
    return text;
}

}  // namespace ttt
