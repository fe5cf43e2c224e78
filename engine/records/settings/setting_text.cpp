#include "engine/records/settings/setting_text.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>

namespace ttt {
namespace {

template <class T>
struct Element {
    using Type = T;
};
template <class T>
struct Element<std::optional<T>> {
    using Type = T;
};
template <class T>
struct Element<std::vector<T>> {
    using Type = T;
};

template <class T>
using MemberOf = std::remove_cvref_t<decltype(std::declval<RunConfig&>().*std::declval<T>())>;

template <class Use>
auto with_member(const Setting& setting, Use&& use)
{
    return std::visit(std::forward<Use>(use), setting.member);
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view space = " \t\r\n";
    const std::size_t begin = text.find_first_not_of(space);
    return begin == std::string_view::npos ? std::string_view()
                                           : text.substr(begin, text.find_last_not_of(space) - begin + 1);
}

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

// ------------------------------------------------------------------------------------------------ writing

std::string written(const std::string& value)
{
    return value;
}

std::string written(bool value)
{
    return value ? "yes" : "no";
}

template <std::integral T>
requires(!std::same_as<T, bool>) std::string written(T value)
{
    return std::to_string(value);
}

std::string written(double value)
{
    return number_text_of(value);
}

template <class T>
std::string written(const std::optional<T>& value)
{
    return value ? written(*value) : std::string();
}

template <class T>
std::string written(const std::vector<T>& values)
{
    std::string text;
    for (const T& value : values)
        text += (text.empty() ? "" : ", ") + written(value);
    return text;
}

/// 0 where 0 is no value: a choice that nobody made.
template <class T>
bool is_open(const Setting& setting, const T& value)
{
    if constexpr (std::integral<T> && !std::same_as<T, bool>)
        return value == 0 && setting.range.least > 0;
    else
        return false;
}

// ------------------------------------------------------------------------------------------------ ranges and words

template <class T>
std::string kind_of()
{
    return std::integral<T> ? "a whole number" : "a number";
}

/// "a whole number of at least 1", "a number above 0 and at most 1"
template <class T>
std::string wanted(const SettingRange& range)
{
    std::string text = kind_of<T>();
    if (std::isfinite(range.least))
        text += (range.is_above ? " above " : " of at least ") + number_text_of(range.least);
    if (range.most < SettingRange{}.most)
        text += " and at most " + number_text_of(range.most);
    return text;
}

/// Empty: the number is in its range. Else what is wanted.
template <class T>
std::string range_problem(const SettingRange& range, T value)
{
    const auto number = static_cast<double>(value);
    if (std::isfinite(number) && number > range.most && range.most >= SettingRange{}.most)
        return "at most " + number_text_of(range.most);
    const bool is_in = std::isfinite(number) && number <= range.most &&
                       (range.is_above ? number > range.least : number >= range.least);
    return is_in ? std::string() : wanted<T>(range);
}

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

std::string word_problem(const Setting& setting, std::string_view text)
{
    if (setting.choices.empty())
        return {};
    if (setting.is_several)
        return several_problem(setting, text);
    return is_choice(setting, text) ? std::string() : "one of " + choice_list(setting);
}

// ------------------------------------------------------------------------------------------------ reading

std::string ungrouped(std::string_view text)
{
    std::string digits(text);
    const std::size_t first = text.find(',');
    if (first == std::string_view::npos || first == 0 || first > 3 || text.front() == '0')
        return digits;
    for (std::size_t at = first; at < text.size(); at += 4)
        if (text[at] != ',' || at + 4 > text.size())
            return digits;
    std::erase(digits, ',');
    return digits;
}

template <class T>
std::optional<T> parsed(std::string_view text)
{
    T value{};
    text = trimmed(text);
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool is_whole = error == std::errc{} && stopped == text.data() + text.size() && !text.empty();
    return is_whole ? std::optional<T>(value) : std::nullopt;
}

template <std::integral T>
std::optional<T> read(std::string_view text)
{
    return parsed<T>(ungrouped(trimmed(text)));
}

template <std::same_as<double> T>
std::optional<T> read(std::string_view text)
{
    const std::size_t slash = text.find('/');
    std::optional<double> value = parsed<double>(text.substr(0, slash));
    if (value && slash != std::string_view::npos) {
        const std::optional<double> divisor = parsed<double>(text.substr(slash + 1));
        value = divisor && *divisor != 0 ? std::optional(*value / *divisor) : std::nullopt;
    }
    return value && std::isfinite(*value) ? value : std::nullopt;
}

template <class T>
std::string take(const Setting& setting, std::string_view text, std::vector<T>& values);

template <class T>
std::string take(const Setting& setting, std::string_view text, std::optional<T>& value);

std::string take(const Setting& setting, std::string_view text, std::string& value)
{
    if (const std::string problem = word_problem(setting, text); !problem.empty())
        return quoted(text) + " is not " + problem;
    value = text;
    if (setting.is_several)
        std::erase(value, ' ');
    return {};
}

std::string take(const Setting&, std::string_view text, bool& value)
{
    if (text != "yes" && text != "no")
        return quoted(text) + " is neither yes nor no";
    value = text == "yes";
    return {};
}

template <class T>
requires(std::integral<T> || std::floating_point<T>) std::string
    take(const Setting& setting, std::string_view text, T& value)
{
    const std::optional<T> number = read<T>(text);
    if (!number)
        return quoted(text) + " is not " + wanted<T>(setting.range);
    if (const std::string problem = range_problem(setting.range, *number); !problem.empty())
        return quoted(text) + " is not " + problem;
    value = *number;
    return {};
}

template <class T>
std::string take(const Setting& setting, std::string_view text, std::optional<T>& value)
{
    T read{};
    const std::string problem = take(setting, text, read);
    if (problem.empty())
        value = read;
    return problem;
}

/// The parts of a list: by commas, semicolons or spaces, but no space around the slash of a fraction.
std::vector<std::string> parts(std::string_view text)
{
    std::vector<std::string> list(1);
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        const bool is_space = letter == ' ' || letter == '\t';
        const std::size_t next = text.find_first_not_of(" \t", at);
        const bool is_by_slash = is_space && ((next != std::string_view::npos && text[next] == '/') ||
                                              (!list.back().empty() && list.back().back() == '/'));
        if (is_by_slash)
            continue;
        if (is_space || letter == ',' || letter == ';')
            list.emplace_back();
        else
            list.back() += letter;
    }
    std::erase(list, std::string());
    return list;
}

template <class T>
std::string take(const Setting& setting, std::string_view text, std::vector<T>& values)
{
    std::vector<T> read;
    for (const std::string& part : parts(text)) {
        T value{};
        if (const std::string problem = take(setting, part, value); !problem.empty())
            return problem;
        read.push_back(value);
    }
    values = std::move(read);
    return {};
}

// ------------------------------------------------------------------------------------------------ checking

std::string sentence(const Setting& setting, const std::string& wanted, const std::string& got)
{
    return "The " + std::string(setting.noun) + " must be " + wanted + ", not " + got + ".";
}

std::string checked(const Setting& setting, const std::string& value)
{
    const std::string problem = word_problem(setting, value);
    return problem.empty() ? problem : sentence(setting, problem, "\"" + value + "\"");
}

std::string checked(const Setting&, bool)
{
    return {};
}

template <class T>
requires(std::integral<T> || std::floating_point<T>) std::string checked(const Setting& setting, T value)
{
    const std::string problem = range_problem(setting.range, value);
    return problem.empty() ? problem : sentence(setting, problem, written(value));
}

template <class T>
std::string checked(const Setting& setting, const std::optional<T>& value)
{
    return value ? checked(setting, *value) : std::string();
}

template <class T>
std::string checked(const Setting& setting, const std::vector<T>& values)
{
    for (const T value : values)
        if (const std::string problem = checked(setting, value); !problem.empty())
            return problem;
    return {};
}

const RunConfig& defaults()
{
    static const RunConfig config;
    return config;
}

}  // namespace

std::string number_text_of(double value)
{
    constexpr int least = 6, most = 17;
    char text[40];
    for (int digits = least; digits <= most; ++digits) {
        const auto end = std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr;
        double again = 0;
        std::from_chars(text, end, again);
        if (again == value || digits == most || !std::isfinite(value))
            return std::string(text, end);
    }
    return {};
}

std::string text_of(const Setting& setting, const RunConfig& config)
{
    return with_member(setting, [&](auto member) {
        return is_open(setting, config.*member) ? std::string() : written(config.*member);
    });
}

std::string typed_text(const Setting& setting, const RunConfig& config)
{
    return is_default(setting, config) ? std::string() : text_of(setting, config);
}

bool is_default(const Setting& setting, const RunConfig& config)
{
    return with_member(setting, [&](auto member) { return config.*member == defaults().*member; });
}

void reset(const Setting& setting, RunConfig& config)
{
    with_member(setting, [&](auto member) { config.*member = defaults().*member; });
}

std::string set_text(const Setting& setting, RunConfig& config, std::string_view text)
{
    const std::string_view words = trimmed(text);
    if (words.empty()) {
        reset(setting, config);
        return {};
    }
    return with_member(setting, [&](auto member) { return take(setting, words, config.*member); });
}

std::string value_problem(const Setting& setting, const RunConfig& config)
{
    if (is_default(setting, config))
        return {};
    return with_member(setting, [&](auto member) { return checked(setting, config.*member); });
}

}  // namespace ttt
