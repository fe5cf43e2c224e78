// Ranges and words of a setting: what a value must be, in words. For the other files of the table.
#pragma once

#include "engine/records/settings/setting_text.h"

#include <concepts>
#include <string>
#include <string_view>

namespace ttt {

/// Without spaces at its ends.
std::string_view trimmed(std::string_view text);

/// "of at least 1", "above 0 and at most 1"; empty: any number is in it.
std::string range_words(const SettingRange& range);

/// Whether a number (not NaN, not infinite) is in the range.
bool is_in(const SettingRange& range, double number);

/// "a whole number of at least 1", "a number above 0 and at most 1"
template <class T>
std::string wanted(const SettingRange& range)
{
    return (std::integral<T> ? "a whole number" : "a number") + range_words(range);
}

/// Empty: the number is in its range. Else what is wanted.
template <class T>
std::string range_problem(const SettingRange& range, T value)
{
    const auto number = static_cast<double>(value);
    if (is_in(range, number))
        return {};
    const bool is_only_too_large = number > range.most && range.most >= SettingRange{}.most;
    return is_only_too_large ? "at most " + number_text_of(range.most) : wanted<T>(range);
}

/// Empty: the text is one of the choices, or some of them, or there are none to choose from. Else what is wanted.
std::string word_problem(const Setting& setting, std::string_view text);

}  // namespace ttt
