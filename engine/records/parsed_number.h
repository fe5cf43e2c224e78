// A text that is a number and nothing else.
#pragma once

#include <charconv>
#include <optional>
#include <string_view>
#include <system_error>

namespace ttt {

/// nullopt: it is none, or none that a T holds. Without spaces; "inf" and "nan" are numbers of a floating type.
template <class T>
std::optional<T> parsed_number(std::string_view text)
{
    T value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    return error == std::errc{} && stopped == end ? std::optional<T>(value) : std::nullopt;
}

}  // namespace ttt
