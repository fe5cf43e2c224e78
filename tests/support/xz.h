// Packs text as an .xz file, as the xz program would. Link Ttt::lzma.
#pragma once

#include <lzma.h>

#include <cstdint>
#include <string>

namespace ttt::test {

inline std::string xz_packed(const std::string& text)
{
    std::string bytes(text.size() + 1000, '\0');
    std::size_t size = 0;
    lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const std::uint8_t*>(text.data()),
                            text.size(), reinterpret_cast<std::uint8_t*>(bytes.data()), &size, bytes.size());
    bytes.resize(size);
    return bytes;
}

}  // namespace ttt::test
