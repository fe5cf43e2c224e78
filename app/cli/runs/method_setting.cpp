#include "app/cli/runs/method_setting.h"

#include "app/cli/runs/setting_options.h"
#include "app/cli/shared/exit_code.h"
#include "app/compare_methods.h"
#include "app/places.h"
#include "engine/records/settings/setting_text.h"

#include <algorithm>
#include <optional>

namespace ttt {

namespace {

struct MethodSetting {
    std::string method, field;
    std::optional<std::string> value;
};

MethodSetting parsed(const std::string& text)
{
    const std::size_t point = text.find('.'), equals = text.find('=');
    if (point == std::string::npos || point == 0 || point + 1 >= std::min(equals, text.size()))
        throw UsageError("--set: '" + text + "' is not METHOD.FIELD=VALUE, such as lora.rank=4.");
    const std::size_t length = equals == std::string::npos ? std::string::npos : equals - point - 1;
    MethodSetting setting{.method = text.substr(0, point), .field = text.substr(point + 1, length), .value = {}};
    if (equals != std::string::npos)
        setting.value = text.substr(equals + 1);
    std::ranges::replace(setting.field, '-', '_');  // as the options are spelled
    return setting;
}

/// A setting of yes or no needs no value: centre_keys, no_centre_keys.
void take_flag(MethodSetting& setting)
{
    if (setting.value)
        return;
    constexpr std::string_view no = "no_";
    const bool is_no = setting.field.starts_with(no);
    setting.value = is_no ? "no" : "yes";
    if (is_no)
        setting.field.erase(0, no.size());
}

/// What a method of its own may have: how it learns, and how far it sees.
const Setting* find_rule(const std::string& key)
{
    for (const Setting& setting : settings())
        if (setting.key == key && (setting.part == SettingPart::rule || setting.part == SettingPart::attention))
            return &setting;
    return nullptr;
}

void apply(RunConfig& config, MethodSetting setting, const std::string& text)
{
    take_flag(setting);
    const std::string method = setting.method == frozen_name ? method_names().front() : setting.method;
    const Setting* rule = find_rule(setting.field);
    if (!rule)
        throw UsageError("--set " + text + ": there is no setting '" + setting.field + "' of a method.");
    if (const std::string problem = foreign_option(*rule, "'" + setting.field + "'", method); !problem.empty())
        throw UsageError("--set " + text + ": " + problem);
    if (setting.value->empty())
        throw UsageError("--set " + text + ": an empty text is no value.");
    if (const std::string problem = set_text(*find_setting(setting.field, method), config, *setting.value);
        !problem.empty())
        throw UsageError("--set " + text + ": " + problem + ".");
}

}  // namespace

RunConfig with_settings(RunConfig config, const std::string& name, const std::vector<std::string>& settings)
{
    for (const std::string& text : settings)
        if (const MethodSetting setting = parsed(text); setting.method == name)
            apply(config, setting, text);
    config.statistics = absolute_path(config.statistics);
    return config;
}

void check_settings(const std::vector<std::string>& settings, const std::vector<std::string>& names)
{
    for (const std::string& text : settings)
        if (const std::string method = parsed(text).method;
            std::find(names.begin(), names.end(), method) == names.end())
            throw UsageError("--set " + text + ": '" + method + "' is none of the compared methods.");
}

}  // namespace ttt
