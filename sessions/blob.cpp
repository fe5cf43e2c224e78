#include "sessions/blob.h"

#include <cstdint>

namespace ttt {

std::string pack_strings(const std::vector<std::string>& strings)
{
    std::string packed;
    for (const std::string& text : strings) {
        const auto size = static_cast<std::uint32_t>(text.size());
        packed.append(reinterpret_cast<const char*>(&size), sizeof size);
        packed.append(text);
    }
    return packed;
}

bool unpack_strings(std::string_view bytes, std::size_t count, std::vector<std::string>& strings)
{
    if (count > bytes.size() / sizeof(std::uint32_t))
        return false;  // before anything is reserved for a hostile count
    strings.clear();
    strings.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t size = 0;
        if (bytes.size() < sizeof size)
            return false;
        std::memcpy(&size, bytes.data(), sizeof size);
        bytes.remove_prefix(sizeof size);
        if (bytes.size() < size)
            return false;
        strings.emplace_back(bytes.substr(0, size));
        bytes.remove_prefix(size);
    }
    return bytes.empty();
}

}  // namespace ttt
