#include "engine/files/printable.h"

namespace ttt {
namespace {

constexpr unsigned char del = 0x7f;

void append_code(std::string& text, unsigned char byte)
{
    static constexpr char digits[] = "0123456789abcdef";
    text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
}

}  // namespace

std::string printable(std::string_view text)
{
    std::string result = "'";
    for (const char character : text) {
        if (result.size() > 120) {
            result += "...";
            break;
        }
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= ' ' && byte < del)
            result += character;
        else
            append_code(result, byte);
    }
    return result + "'";
}

std::string printable_path(std::string_view path)
{
    std::string result;
    for (const char character : path) {
        const auto byte = static_cast<unsigned char>(character);
        if (byte < ' ' || byte == del)
            append_code(result, byte);
        else
            result += character;
    }
    return result;
}

}  // namespace ttt
