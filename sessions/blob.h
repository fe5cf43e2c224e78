// Arrays as blobs: little-endian, one value after the other, no header.
#pragma once

#include "sessions/sqlite.h"

#include <bit>
#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace ttt {

static_assert(std::endian::native == std::endian::little, "session blobs are written as they lie in memory");

template <class T>
Blob pack(const std::vector<T>& values)
{
    static_assert(std::is_arithmetic_v<T>);
    return Blob{{reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}};
}

/// The caller has checked that the length is a whole number of values.
template <class T>
std::vector<T> unpack(std::string_view bytes)
{
    static_assert(std::is_arithmetic_v<T>);
    std::vector<T> values(bytes.size() / sizeof(T));
    if (!values.empty())
        std::memcpy(values.data(), bytes.data(), values.size() * sizeof(T));
    return values;
}

/// Each string as u32 length and its bytes.
std::string pack_strings(const std::vector<std::string>& strings);

/// False when the blob does not hold exactly `count` strings.
bool unpack_strings(std::string_view bytes, std::size_t count, std::vector<std::string>& strings);

}  // namespace ttt
