#include "app/cli/runs/setting_options.h"

#include "app/cli/shared/exit_code.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <type_traits>
#include <vector>

namespace ttt {

namespace {

/// Keys of the methods that have a setting of that key: "dynamic-evaluation and lora".
std::string owners_of(const Setting& setting, const char* last_separator)
{
    std::vector<std::string> names;
    for (const MethodInfo& method : known_methods)
        if (find_setting(setting.key, method.key))
            names.emplace_back(method.key);
    std::string text;
    for (std::size_t at = 0; at < names.size(); ++at)
        text += (at == 0 ? "" : at + 1 == names.size() ? last_separator : ", ") + names[at];
    return text;
}

/// Of the chosen method, where two settings have the key; --method is read before.
const Setting& own_setting(const Setting& setting, const RunConfig& config)
{
    const Setting* own = find_setting(setting.key, config.method);
    return own ? *own : setting;
}

/// Of every setting with the key: "{sgd,rms,adam}"; empty: anything.
std::string choices_of_key(const Setting& setting)
{
    std::string words;
    for (const Setting& other : settings())
        if (other.key == setting.key && !other.is_several)
            for (const SettingChoice& choice : other.choices)
                if ((words + ',').find("," + std::string(choice.value) + ",") == std::string::npos)
                    words += "," + std::string(choice.value);
    return words.empty() ? words : "{" + words.substr(1) + "}";
}

/// "N", "X,X" or "WORD", by the type.
std::string type_word(const Setting& setting)
{
    return std::visit(
        [](auto member) -> std::string {
            using Value = std::remove_cvref_t<decltype(std::declval<RunConfig&>().*member)>;
            if constexpr (std::is_same_v<Value, std::string>)
                return "WORD";
            else if constexpr (std::is_same_v<Value, std::vector<double>>)
                return "X,X";
            else if constexpr (std::is_same_v<Value, std::optional<double>>)
                return "X";
            else
                return std::is_same_v<Value, std::vector<std::int64_t>> ? "N,N" : "N";
        },
        setting.member);
}

bool is_list(const Setting& setting)
{
    return std::holds_alternative<std::vector<double> RunConfig::*>(setting.member) ||
           std::holds_alternative<std::vector<std::int64_t> RunConfig::*>(setting.member);
}

/// What follows the option in the help.
std::string value_name(const Setting& setting)
{
    if (!setting.option.empty())
        return std::string(setting.option);
    const std::string choices = choices_of_key(setting);
    return choices.empty() ? type_word(setting) : choices;
}

/// What the methods that share the option mean by it, one after the other.
std::string help_of_key(const Setting& setting)
{
    const bool is_shared = std::ranges::count(settings(), setting.key, &Setting::key) > 1;
    std::string help;
    for (const Setting& other : settings())
        if (other.key == setting.key)
            help += (help.empty() ? "" : " ") + (is_shared ? owners(other, &MethodInfo::title) + ": " : "") +
                    help_of(other);
    return help;
}

bool is_yes_or_no(const Setting& setting)
{
    return std::holds_alternative<bool RunConfig::*>(setting.member) ||
           std::holds_alternative<std::optional<bool> RunConfig::*>(setting.member);
}

void take(const Setting& setting, RunConfig& config, const std::string& text)
{
    if (const std::string problem = set_text(own_setting(setting, config), config, text); !problem.empty())
        throw CLI::ValidationError(option_name(setting), problem);
}

CLI::Option* add_flags(CLI::App& command, RunConfig& config, const Setting& setting, const std::string& group)
{
    const std::string name = option_name(setting), no = "--no-" + name.substr(2);
    CLI::Option* yes = command.add_flag_callback(
        name, [&setting, &config] { set_text(setting, config, "yes"); }, help_of_key(setting));
    CLI::Option* not_so = command.add_flag_callback(
        no, [&setting, &config] { set_text(setting, config, "no"); }, "Not so");
    not_so->excludes(yes);
    if (!group.empty())
        not_so->group(group);
    return yes;
}

CLI::Option* add_value(CLI::App& command, RunConfig& config, const Setting& setting)
{
    const auto read = [&setting, &config](const std::vector<std::string>& parts) {
        std::string text;
        for (const std::string& part : parts)
            text += (text.empty() ? "" : ",") + part;
        if (text.empty())
            throw CLI::ValidationError(option_name(setting), "an empty text is no value");
        take(setting, config, text);
    };
    return command.add_option_function<std::vector<std::string>>(option_name(setting), read, help_of_key(setting))
        ->expected(1, is_list(setting) ? CLI::detail::expected_max_vector_size : 1)
        ->type_name(value_name(setting));
}

/// Empty: every method has it.
std::string group_of(const Setting& setting)
{
    const auto has = [&](const MethodInfo& method) { return find_setting(setting.key, method.key) != nullptr; };
    const RunKind kind = setting.kind.value_or(RunKind::document);
    const bool is_for_all = std::ranges::all_of(methods_of(kind), has);
    if (is_for_all)
        return kind == RunKind::images ? "Only with --images" : "";
    return "Only with --method " + owners_of(setting, " or ");
}

}  // namespace

std::string option_name(const Setting& setting)
{
    std::string name = "--" + std::string(setting.key);
    std::ranges::replace(name, '_', '-');
    return name;
}

void add_setting_options(CLI::App& command, RunConfig& config,
                         const std::function<bool(const Setting& setting)>& is_wanted)
{
    for (const Setting& setting : settings()) {
        if (!is_first(setting) || !is_wanted(setting))
            continue;
        const std::string group = group_of(setting);
        CLI::Option* option =
            is_yes_or_no(setting) ? add_flags(command, config, setting, group) : add_value(command, config, setting);
        if (!group.empty())
            option->group(group);
    }
}

void add_setting_option(CLI::App& command, RunConfig& config, std::string_view key)
{
    add_setting_options(command, config, [key](const Setting& setting) { return setting.key == key; });
}

std::string foreign_option(const Setting& setting, const std::string& name, const std::string& method)
{
    if (find_setting(setting.key, method) || !find_method(method))
        return {};
    return name + " is an option of " + owners_of(setting, " and ") + ", not of " + method +
           "; leave it out, or choose another --method.";
}

void check_method_options(const CLI::App& command, const std::string& method)
{
    for (const Setting& setting : settings())
        for (const std::string& name : {option_name(setting), "--no-" + option_name(setting).substr(2)}) {
            const CLI::Option* known = command.get_option_no_throw(name);
            if (known && known->count() > 0)
                if (const std::string problem = foreign_option(setting, name, method); !problem.empty())
                    throw UsageError(problem);
        }
}

}  // namespace ttt
