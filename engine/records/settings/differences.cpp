#include "engine/records/settings/differences.h"

#include "engine/records/file_name.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"

#include <algorithm>

namespace ttt {
namespace {

/// What is compared: the method of a run that learns nothing is no matter.
std::string value_of(const Setting& setting, const RunConfig& config)
{
    if (setting.key == "method")
        return std::string(method_title(config));
    const std::string text = text_of(setting, config);
    return setting.is_path ? file_name(text) : text;
}

bool applies(const Setting& setting, const RunConfig& config)
{
    if (setting.key == "arms" && config.arms == Arms::frozen)
        return false;  // that is its method, in words
    const bool learns = config.arms != Arms::frozen || setting.part != SettingPart::rule || setting.is_for_frozen;
    return belongs(setting, config.method) && learns;
}

bool differs(const Setting& setting, std::span<const RunConfig> configs)
{
    const RunConfig* first = nullptr;
    for (const RunConfig& config : configs) {
        if (!applies(setting, config) || setting.part == SettingPart::label)
            continue;
        if (first && value_of(setting, *first) != value_of(setting, config))
            return true;
        first = &config;
    }
    return false;
}

}  // namespace

std::vector<const Setting*> differing_settings(std::span<const RunConfig> configs)
{
    std::vector<const Setting*> found;
    for (const Setting& setting : settings())
        if (differs(setting, configs))
            found.push_back(&setting);
    return found;
}

std::string short_words(const Setting& setting, const RunConfig& config)
{
    if (setting.key == "method" || setting.is_path)
        return value_of(setting, config);
    const std::string_view name = setting.symbol.empty() ? setting.label : setting.symbol;
    return std::string(name) + " " + value_words(setting, config);
}

std::string choice_words(const RunConfig& logged)
{
    std::string text;
    if (method_title(logged) != known_methods.front().title)
        text = method_title(logged);
    std::vector<const Setting*> chosen = chosen_settings(logged);
    std::stable_partition(chosen.begin(), chosen.end(),
                          [](const Setting* setting) { return has_control(std::span(&setting, 1)); });
    for (const Setting* setting : chosen)
        if (setting->part != SettingPart::machine && applies(*setting, logged))
            text += (text.empty() ? "" : ", ") + short_words(*setting, logged);
    return text;
}

std::string distinction(const RunConfig& config, std::span<const Setting* const> differing)
{
    std::string text;
    for (const Setting* setting : differing)
        if (applies(*setting, config) && !value_of(*setting, config).empty())
            text += (text.empty() ? "" : ", ") + short_words(*setting, config);
    return text;
}

}  // namespace ttt
