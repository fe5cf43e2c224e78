#include "engine/records/settings/setting_range.h"

#include <algorithm>
#include <cmath>

namespace ttt {

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string range_words(const SettingRange& range)
{
    std::string text;
    if (std::isfinite(range.least))
        text += (range.is_above ? " above " : " of at least ") + number_text_of(range.least);
    if (range.most < SettingRange{}.most)
        text += " and at most " + number_text_of(range.most);
    return text;
}

bool is_in(const SettingRange& range, double number)
{
    return std::isfinite(number) && number <= range.most &&
           (range.is_above ? number > range.least : number >= range.least);
}

namespace {

std::string choice_list(const Setting& setting)
{
    std::string text;
    for (const SettingChoice& choice : setting.choices)
        text += (text.empty() ? "" : ", ") + std::string(choice.value);
    return text;
}

bool is_choice(const Setting& setting, std::string_view word)
{
    return std::ranges::find(setting.choices, word, &SettingChoice::value) != setting.choices.end();
}

std::vector<std::string_view> words_of(std::string_view text)
{
    std::vector<std::string_view> words;
    for (std::size_t begin = 0, end = 0; end != std::string_view::npos; begin = end + 1) {
        end = text.find(',', begin);
        words.push_back(trimmed(text.substr(begin, end == std::string_view::npos ? end : end - begin)));
    }
    return words;
}

/// Some of the choices, once each.
std::string several_problem(const Setting& setting, std::string_view text)
{
    std::vector<std::string_view> words = words_of(text);
    const bool known = std::ranges::all_of(words, [&](std::string_view word) { return is_choice(setting, word); });
    std::ranges::sort(words);
    return known && std::ranges::adjacent_find(words) == words.end()
               ? std::string()
               : "some of " + choice_list(setting) + ", once each, with commas between";
}

}  // namespace

std::string word_problem(const Setting& setting, std::string_view text)
{
    if (setting.choices.empty())
        return {};
    if (setting.is_several)
        return several_problem(setting, text);
    return is_choice(setting, text) ? std::string() : "one of " + choice_list(setting);
}

}  // namespace ttt
