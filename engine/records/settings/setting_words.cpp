#include "engine/records/settings/setting_words.h"

#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/tables.h"

#include <algorithm>
#include <charconv>
#include <concepts>
#include <functional>
#include <span>

namespace ttt {
namespace {

std::string grouped(std::string digits)
{
    constexpr std::size_t group = 3;
    for (std::size_t at = digits.size(); at > group && digits[at - group - 1] != '-';)
        digits.insert(at -= group, ",");
    return digits;
}

std::string brief(const std::string& value)
{
    return value;
}

template <class E>
std::string brief(const Choice<E>& value)
{
    return value.text();
}

std::string brief(bool value)
{
    return std::string(spelled(value));
}

std::string brief(std::int64_t value)
{
    return grouped(std::to_string(value));
}

/// A seed is a name rather than a number.
std::string brief(std::uint64_t value)
{
    return std::to_string(value);
}

std::string brief(double value)
{
    constexpr int digits = 6;
    char text[40];
    return {text, std::to_chars(text, text + sizeof text, value, std::chars_format::general, digits).ptr};
}

template <class T>
std::string brief(const std::optional<T>& value)
{
    return value ? brief(*value) : std::string();
}

template <class T>
std::string brief(const std::vector<T>& values)
{
    const bool is_shared =
        std::same_as<T, double> && std::ranges::adjacent_find(values, std::not_equal_to<>()) == values.end();
    std::string text;
    for (const T& value : std::span(values).first(is_shared ? std::min<std::size_t>(1, values.size()) : values.size()))
        text += (text.empty() ? "" : ", ") + brief(value);
    return text;
}

std::string words_of_choice(const Setting& setting, const std::string& text)
{
    const auto choice = std::ranges::find(setting.choices, text, &SettingChoice::value);
    return choice == setting.choices.end() ? text : std::string(choice->words);
}

/// "inner rate η": labels go on in small letters, but for names such as LoRA.
std::string in_a_list(std::string_view label)
{
    std::string text(label);
    if (text.size() > 1 && text[0] >= 'A' && text[0] <= 'Z' && text[1] >= 'a' && text[1] <= 'z')
        text[0] = static_cast<char>(text[0] - 'A' + 'a');
    return text;
}

bool is_about_reading(const Setting& setting)
{
    return setting.part != SettingPart::source && setting.part != SettingPart::label && setting.key != "twin";
}

bool is_remembered(const Setting& setting, const RunConfig& config)
{
    return std::ranges::find(*config.chosen, setting.key) != config.chosen->end();
}

/// Whatever the checkpoint, an empty choice of it means the same.
bool has_own_default(const Setting& setting)
{
    return !text_of(setting, RunConfig()).empty() && setting.part != SettingPart::rule;
}

bool is_not_default(const Setting& setting, const RunConfig& config)
{
    return is_about_reading(setting) && belongs(setting, config.method) && !is_default(setting, config);
}

/// Of a run that does not remember its choices, which may be older than the setting: then it is off in it.
bool seems_chosen(const Setting& setting, const RunConfig& logged)
{
    return setting.is_control || (has_own_default(setting) && text_of(setting, logged) != setting.off);
}

bool is_chosen(const Setting& setting, const RunConfig& logged)
{
    const bool is_known = logged.chosen ? is_remembered(setting, logged) : seems_chosen(setting, logged);
    return is_known && is_not_default(setting, logged);
}

template <class Is>
std::vector<const Setting*> those(Is&& is)
{
    std::vector<const Setting*> found;
    for (const Setting& setting : settings())
        if (is(setting))
            found.push_back(&setting);
    return found;
}

}  // namespace

std::string value_words(const Setting& setting, const RunConfig& config)
{
    const std::string text = std::visit([&](auto member) { return brief(config.*member); }, setting.member);
    if (text_of(setting, config).empty())
        return std::string(setting.empty);
    if (text == "0" && setting.off == text)
        return std::string(setting.zero);
    if (!setting.choices.empty() && !setting.is_several)
        return words_of_choice(setting, text);
    return setting.unit.empty() ? text : text + " " + std::string(setting.unit);
}

std::string help_of(const Setting& setting)
{
    return std::string(setting.help) + " Default: " + std::string(setting.empty) + ".";
}

std::string empty_words(const Setting& setting, const RunConfig& config, const ModelFacts& model)
{
    if (model.name.empty() || (setting.empty != as_trained && setting.empty != methods_own))
        return std::string(setting.empty);
    RunConfig asked = config;
    reset(setting, asked);
    const RunConfig full = resolved(asked, model);
    const std::string words = value_words(setting, full);
    if (words == setting.empty && !setting.optimizers.empty() && !full.optimizer.empty())
        return "not with " + words_of_choice(*find_setting("optimizer", config.method), full.optimizer.text());
    return setting.choices.empty() || setting.is_several || words == setting.empty ? words : words + " (default)";
}

std::string setting_words(const Setting& setting, const RunConfig& config)
{
    return std::string(setting.label) + " " + value_words(setting, config);
}

std::string setting_words(std::span<const Setting* const> settings, const RunConfig& config)
{
    std::string text;
    for (const Setting* setting : settings)
        text += (text.empty() ? "" : ", ") + setting_words(*setting, config);
    return text;
}

bool has_control(std::span<const Setting* const> settings)
{
    return std::ranges::any_of(settings, &Setting::is_control);
}

std::string rule_words(const RunConfig& resolved)
{
    if (resolved.arms == Arms::frozen)
        return "Nothing learns: only the frozen model reads.";
    std::string text(method_title(resolved));
    const char* separator = ": ";
    for (const Setting& setting : settings()) {
        const std::string value = text_of(setting, resolved);
        if (setting.part != SettingPart::rule || !belongs(setting, resolved.method) || value.empty() ||
            value == setting.off)
            continue;
        text += separator + in_a_list(setting_words(setting, resolved));
        separator = "; ";
    }
    return text + ".";
}

std::vector<const Setting*> asked_settings(const RunConfig& asked)
{
    return those([&](const Setting& setting) { return is_not_default(setting, asked); });
}

std::vector<const Setting*> chosen_settings(const RunConfig& logged)
{
    return those([&](const Setting& setting) { return is_chosen(setting, logged); });
}

RunConfig as_asked(const RunConfig& logged)
{
    RunConfig asked = logged;
    asked.name.clear();
    if (!logged.chosen)
        return asked;
    for (const Setting& setting : settings()) {
        const Setting* own = find_setting(setting.key, logged.method);  // of two with the key the method's
        if (is_about_reading(setting) && !(own && is_chosen(*own, logged)))
            reset(setting, asked);
    }
    asked.chosen.reset();
    return asked;
}

}  // namespace ttt
