// From a text to the value of a setting.
#include "engine/records/parsed_number.h"
#include "engine/records/settings/setting_range.h"
#include "engine/records/settings/setting_text.h"

#include <cmath>
#include <concepts>
#include <optional>

namespace ttt {
namespace {

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

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

template <std::integral T>
std::optional<T> read(std::string_view text)
{
    return parsed_number<T>(ungrouped(trimmed(text)));
}

template <std::same_as<double> T>
std::optional<T> read(std::string_view text)
{
    const std::size_t slash = text.find('/');
    std::optional<double> value = parsed_number<double>(trimmed(text.substr(0, slash)));
    if (value && slash != std::string_view::npos) {
        const std::optional<double> divisor = parsed_number<double>(trimmed(text.substr(slash + 1)));
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

template <class E>
std::string take(const Setting& setting, std::string_view text, Choice<E>& value)
{
    std::string word;
    const std::string problem = take(setting, text, word);
    if (problem.empty())
        value = Choice<E>(std::move(word));
    return problem;
}

std::string take(const Setting&, std::string_view text, bool& value)
{
    const std::optional<bool> word = find_word<bool>(text);
    value = word.value_or(value);
    return word ? std::string() : quoted(text) + " is neither yes nor no";
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

}  // namespace

std::string set_text(const Setting& setting, RunConfig& config, std::string_view text)
{
    const std::string_view words = trimmed(text);
    if (words.empty()) {
        reset(setting, config);
        return {};
    }
    return std::visit([&](auto member) { return take(setting, words, config.*member); }, setting.member);
}

}  // namespace ttt
