#include "engine/records/settings/setting_text.h"

#include "engine/records/settings/setting_range.h"

#include <charconv>
#include <cmath>
#include <concepts>

namespace ttt {
namespace {

std::string written(const std::string& value)
{
    return value;
}

template <class E>
std::string written(const Choice<E>& value)
{
    return value.text();
}

std::string written(bool value)
{
    return std::string(spelled(value));
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

std::string sentence(const Setting& setting, const std::string& wanted, const std::string& got)
{
    return "The " + std::string(setting.noun) + " must be " + wanted + ", not " + got + ".";
}

std::string checked(const Setting& setting, const std::string& value)
{
    const std::string problem = word_problem(setting, value);
    return problem.empty() ? problem : sentence(setting, problem, "\"" + value + "\"");
}

template <class E>
std::string checked(const Setting& setting, const Choice<E>& value)
{
    return checked(setting, value.text());
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

template <class Use>
auto with_member(const Setting& setting, Use&& use)
{
    return std::visit(std::forward<Use>(use), setting.member);
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

std::string value_problem(const Setting& setting, const RunConfig& config)
{
    if (is_default(setting, config))
        return {};
    return with_member(setting, [&](auto member) { return checked(setting, config.*member); });
}

}  // namespace ttt
