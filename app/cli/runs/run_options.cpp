#include "app/cli/runs/run_options.h"

#include "app/cli/runs/setting_options.h"
#include "app/cli/shared/exit_code.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/terminal_text.h"
#include "app/places.h"
#include "engine/machine/threads.h"
#include "engine/model/model_path.h"
#include "engine/records/file_name.h"
#include "engine/records/settings/method_sense.h"
#include "engine/records/usual_method.h"
#include "engine/run_choices.h"

#include <iostream>

namespace ttt {

namespace {

void add_arm_options(CLI::App& command, RunConfig& config)
{
    command.add_flag_callback(
        "--adapted-only", [&config] { config.arms = Arms::adapted; }, "Leave the frozen model out");
    command
        .add_flag_callback(
            "--frozen-only", [&config] { config.arms = Arms::frozen; }, "Leave the adapted model out")
        ->excludes("--adapted-only");
}

std::string twin_directory(const RunOptions& options, const std::string& model)
{
    const RunConfig& config = options.config;
    const bool shipped = config.model.empty() && config.document.empty() && config.arms == Arms::paired;
    if (options.no_twin || (!options.twin && !shipped))
        return "";
    return options.twin && !options.twin->empty() ? absolute_path(*options.twin) : twin_of(model);
}

bool fits_options(const CLI::App& command, const std::string& method)
try {
    check_method_options(command, method);
    return true;
} catch (const UsageError&) {
    return false;
}

bool is_over_images(const RunConfig& config)
{
    return kind_of(config) == RunKind::images;
}

/// As the form of the window does it. tell_method() says so. Who asks for a rule of In-Place TTT means that.
void choose_method(RunConfig& config, const CLI::App& command)
{
    const CLI::Option* chosen = command.get_option_no_throw("--method");
    if (!chosen || chosen->count() > 0 || config.arms == Arms::frozen)
        return;
    const ModelFacts facts = facts_of(read_model_config(config.model), file_name(config.model));
    if (const std::string usual(usual_method(config, facts).key); fits_options(command, usual))
        config.method = usual;
}

/// Images are not a text: what is shipped, and what is told, differs.
RunConfig resolve_images(const RunOptions& options)
{
    RunConfig config = options.config;
    if (options.command)
        check_method_options(*options.command, config.method);
    tell_shipped_images();
    config.model = config.model.empty() ? shipped_net(config.method) : absolute_path(config.model);
    if (options.threads > 0)
        set_threads(options.threads);
    return config;
}

}  // namespace

void add_model_option(CLI::App& command, std::string& model)
{
    command.add_option("--model", model, "Hugging Face model directory or GGUF file; default: the shipped model")
        ->type_name("PATH");
}

void add_rule_options(CLI::App& command, RunConfig& config)
{
    add_setting_options(command, config, [](const Setting& setting) {
        return setting.part == SettingPart::attention ||
               (setting.part == SettingPart::rule && find_setting(setting.key, RunConfig().method));
    });
}

void add_twin_options(CLI::App& command, RunOptions& options)
{
    command
        .add_option("--twin", options.twin,
                    "Also run the twin, a model trained alike without TTT; without DIR the one that the model names")
        ->expected(0, 1)
        ->type_name("[DIR]");
    command.add_flag("--no-twin", options.no_twin, "Not the twin, which accompanies the shipped document")
        ->excludes("--twin");
}

void add_image_run_options(CLI::App& command, RunOptions& options)
{
    RunConfig& config = options.config;
    command
        .add_option_function<std::string>(
            "--images",
            [&config](const std::string& images) {
                config.images = images;
                config.method = usual_image_method;
            },
            "A stream of images instead of a document: fashion-mnist, a folder of PNG or JPEG files (sub-folders are "
            "classes), or a file: .npy, IDX, CIFAR's .bin")
        ->type_name("NAME")
        ->excludes("--document");
    add_setting_options(command, config, [](const Setting& setting) {
        return setting.kind == RunKind::images && setting.key != "images" && setting.part != SettingPart::rule;
    });
}

void add_machine_options(CLI::App& command, RunOptions& options)
{
    add_setting_options(command, options.config,
                        [](const Setting& setting) { return setting.part == SettingPart::machine; });
    command.add_option("--threads", options.threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
}

void add_model_options(CLI::App& command, RunOptions& options)
{
    add_model_option(command, options.config.model);
    add_setting_option(command, options.config, "method");
    add_twin_options(command, options);
    add_arm_options(command, options.config);
    const bool takes_images = command.get_option_no_throw("--images");
    add_setting_options(command, options.config, [takes_images](const Setting& setting) {
        if (setting.kind == RunKind::images)
            return takes_images && setting.part == SettingPart::rule;
        return setting.part == SettingPart::rule || setting.part == SettingPart::attention ||
               (setting.part == SettingPart::measure && setting.key != "twin");
    });
    add_machine_options(command, options);
    options.command = &command;
}

void add_tokens_option(CLI::App& command, RunOptions& options)
{
    add_setting_option(command, options.config, "tokens");
}

void add_document_options(CLI::App& command, RunOptions& options)
{
    command.add_option("--document", options.config.document, "Text file, plain or .xz; default: the shipped document")
        ->type_name("FILE");
    add_tokens_option(command, options);
    add_reading_options(command, options.config);
}

void add_reading_options(CLI::App& command, RunConfig& config)
{
    add_setting_option(command, config, "encoding");
    add_setting_option(command, config, "start_token");
}

void tell_remarks(const std::vector<std::string>& remarks)
{
    for (const std::string& remark : remarks)
        std::cerr << terminal_text(remark) << '\n';
}

void tell_method(const RunOptions& options, const RunConfig& config)
{
    if (config.method != options.config.method && !is_over_images(config))
        tell_remarks({"No TTT parameters were trained in " + file_name(config.model) + ": it learns by " +
                      std::string(find_method(config.method)->title) + " (--method " + config.method + ")."});
}

RunConfig resolve(const RunOptions& options)
{
    RunConfig config = resolve_model(options);
    if (is_over_images(config))
        return config;
    config.document = config.document.empty() ? shipped_document() : absolute_path(config.document);
    return config;
}

RunConfig resolve_model(const RunOptions& options)
{
    if (is_over_images(options.config))
        return resolve_images(options);
    RunConfig config = options.config;
    config.model = config.model.empty() ? shipped_model() : absolute_path(config.model);
    if (options.command) {
        choose_method(config, *options.command);
        check_method_options(*options.command, config.method);
    }
    config.statistics = absolute_path(config.statistics);
    config.twin = twin_directory(options, config.model);
    if (options.threads > 0)
        set_threads(options.threads);
    return config;
}

CLI::Option* add_session_option(CLI::App& command, std::string& session)
{
    return command.add_option("--session", session, "File that keeps runs; default: the one in your data folder")
        ->type_name("FILE");
}

CLI::Option* add_run_id_option(CLI::App& command, std::string& run_id)
{
    return command.add_option("--run", run_id, "Run, by the first characters of its id; default: the latest")
        ->type_name("ID");
}

CLI::Option* add_json_option(CLI::App& command, bool& json)
{
    return command.add_flag("--json", json, "Print one JSON object for programs");
}

std::string session_path(const std::string& given)
{
    return given.empty() ? default_session() : absolute_path(given);
}

}  // namespace ttt
