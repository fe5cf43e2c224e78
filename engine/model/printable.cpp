#include "engine/model/printable.h"

namespace ttt {

std::string printable(std::string_view text)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string result = "'";
    for (const char character : text) {
        if (result.size() > 120) {
            result += "...";
            break;
        }
        const auto byte = static_cast<unsigned char>(character);
        if (byte >= 32 && byte < 127)
            result += character;
        else
            result += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    }
    return result + "'";
}

}  // namespace ttt
