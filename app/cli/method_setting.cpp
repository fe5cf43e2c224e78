#include "app/cli/method_setting.h"

#include "app/cli/exit_code.h"
#include "app/cli/method_options.h"
#include "app/cli/run_options.h"
#include "app/compare_methods.h"
#include "app/places.h"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace ttt {

namespace {

struct Setting {
    std::string method;
    std::vector<std::string> arguments;  // as they would follow `ttt run`, the last one first
};

Setting parsed(const std::string& text)
{
    const std::size_t point = text.find('.'), equals = text.find('=');
    if (point == std::string::npos || point == 0 || point + 1 >= std::min(equals, text.size()))
        throw UsageError("--set: '" + text + "' is not METHOD.FIELD=VALUE, such as lora.rank=4.");
    Setting setting{.method = text.substr(0, point), .arguments = {}};
    if (equals != std::string::npos)
        setting.arguments.push_back(text.substr(equals + 1));
    const std::size_t length = equals == std::string::npos ? std::string::npos : equals - point - 1;
    std::string field = text.substr(point + 1, length);
    std::replace(field.begin(), field.end(), '_', '-');  // as the fields are named in --json
    setting.arguments.push_back("--" + field);
    return setting;
}

void apply(RunConfig& config, Setting setting, const std::string& text)
{
    CLI::App fields;
    fields.set_help_flag();
    add_rule_options(fields, config);
    add_gradient_options(fields, config);
    try {
        fields.parse(setting.arguments);
    } catch (const CLI::ParseError& error) {
        throw UsageError("--set " + text + ": " + error.what());
    }
    check_method_options(fields, setting.method == frozen_name ? method_names().front() : setting.method);
}

}  // namespace

RunConfig with_settings(RunConfig config, const std::string& name, const std::vector<std::string>& settings)
{
    for (const std::string& text : settings)
        if (const Setting setting = parsed(text); setting.method == name)
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
