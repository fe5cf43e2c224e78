#include "engine/text/unread.h"

#include "engine/files/printable.h"

#include <algorithm>

namespace ttt {

std::size_t unread_bytes(const Encoding& encoding, std::size_t end)
{
    std::size_t count = 0;
    for (const Stretch& stretch : encoding.unread)
        count += std::min(stretch.end, end) - std::min(stretch.begin, end);
    return count;
}

std::string unread_sentence(std::size_t bytes, const std::string& where, const Tokenizer& tokenizer)
{
    const auto unknown = tokenizer.unknown_token();
    return "The tokenizer has no token for " + std::to_string(bytes) + (bytes == 1 ? " byte of " : " bytes of ") +
           where + ": " +
           (unknown ? "read as its unknown token " + printable(tokenizer.token_bytes(*unknown)) : "left out") + ".";
}

}  // namespace ttt
