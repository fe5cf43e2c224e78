#include "app/cli/run_options.h"

#include "app/cli/method_options.h"
#include "app/cli/option_checks.h"
#include "app/cli/terminal_text.h"
#include "app/places.h"
#include "engine/records/encodings.h"
#include "engine/threads.h"

#include <iostream>
#include <limits>

namespace ttt {

namespace {

constexpr double any_number = std::numeric_limits<double>::lowest();

void add_arm_options(CLI::App& command, RunConfig& config)
{
    command.add_flag_callback(
        "--adapted-only", [&config] { config.arms = "adapted"; }, "Leave the frozen model out");
    command
        .add_flag_callback(
            "--frozen-only", [&config] { config.arms = "frozen"; }, "Leave the adapted model out")
        ->excludes("--adapted-only");
    add_probe_option(command, config);
}

std::string twin_directory(const RunOptions& options, const std::string& model)
{
    const RunConfig& config = options.config;
    const bool shipped = config.model.empty() && config.document.empty() && config.arms == "paired";
    if (options.no_twin || (!options.twin && !shipped))
        return "";
    return options.twin && !options.twin->empty() ? absolute_path(*options.twin) : twin_of(model);
}

}  // namespace

void add_model_option(CLI::App& command, std::string& model)
{
    command.add_option("--model", model, "Hugging Face model directory; default: the shipped model")->type_name("DIR");
}

void add_rule_options(CLI::App& command, RunConfig& config)
{
    command.add_option("--chunk", config.chunk, "Tokens per chunk; default: as trained")
        ->check(whole_number(1))
        ->type_name("N");
    command
        .add_option("--fast-layers", config.fast_layers,
                    "Layers that learn, counted from 0; default: as trained, where gradients alone learn: all")
        ->delimiter(',')
        ->check(whole_number(0))
        ->type_name("N,N");
    command
        .add_option("--inner-lr", config.inner_lr,
                    "Learning rate eta of the update, one for all or one per fast layer; default: as trained")
        ->delimiter(',')
        ->check(number(any_number))
        ->type_name("X,X");
    command
        .add_option("--decay", config.decay,
                    "How much drift survives a chunk, in (0, 1], one or one per fast layer; default: as trained")
        ->delimiter(',')
        ->check(decay_factor())
        ->type_name("X,X");
    command.add_option("--target", config.target, "What an update writes; default: trained")
        ->check(CLI::IsMember({"trained", "lm-aligned", "reconstruction", "previous"}))
        ->type_name("");
    command.add_option("--target-source", config.target_source, "What the target is made of; default: as trained")
        ->check(CLI::IsMember({"hidden_states", "input_embed"}))
        ->type_name("");
    command
        .add_option("--target-scale", config.target_scale,
                    "Projection alpha*I of a target that is set by hand; default: 1")
        ->check(number(any_number))
        ->type_name("X");
    command
        .add_option("--relative-cap", config.relative_cap,
                    "Largest drift, as a part of ||W0||; 0: none; default: as trained")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--clip", config.clip, "Largest norm of one update; 0: none; default: as trained")
        ->check(number(0))
        ->type_name("X");
    command.add_flag_callback(
        "--centre-keys", [&config] { config.centre_keys = true; },
        "Subtract the chunk's mean key before writing; default: as trained");
    command
        .add_flag_callback(
            "--no-centre-keys", [&config] { config.centre_keys = false; }, "Don't")
        ->excludes("--centre-keys");
    command
        .add_option("--control", config.control,
                    "random: write random numbers of the same norm instead of what was learned; default: none")
        ->check(CLI::IsMember({"none", "random"}))
        ->type_name("");
    add_window_option(command, config);
}

void add_window_option(CLI::App& command, RunConfig& config)
{
    command.add_option("--window", config.window, "Attention window in tokens; 0: everything; default: as trained")
        ->check(whole_number(0))
        ->type_name("N");
}

void add_probe_option(CLI::App& command, RunConfig& config)
{
    command.add_flag_callback(
        "--no-probes", [&config] { config.probes = false; },
        "Leave out the costly measurements: rank, collision, output and logit change");
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

void add_machine_options(CLI::App& command, RunOptions& options)
{
    RunConfig& config = options.config;
    command.add_option("--device", config.device, "Where to compute; default: cpu")
        ->check(CLI::IsMember({"cpu", "cuda"}))
        ->type_name("");
    command.add_option("--dtype", config.dtype, "Of the slow weights; fast weights are always f32; default: f32")
        ->check(CLI::IsMember({"f32", "bf16"}))
        ->type_name("");
    command
        .add_option("--seed", config.seed, "For whatever draws random numbers: controls, the start of LoRA; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_option("--threads", options.threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
}

void add_model_options(CLI::App& command, RunOptions& options)
{
    add_model_option(command, options.config.model);
    add_method_option(command, options.config);
    add_twin_options(command, options);
    add_arm_options(command, options.config);
    add_rule_options(command, options.config);
    add_gradient_options(command, options.config);
    group_method_options(command);
    add_machine_options(command, options);
    options.command = &command;
}

void add_tokens_option(CLI::App& command, RunOptions& options)
{
    command.add_option("--tokens", options.config.tokens, "Read at most so many tokens; default: the whole document")
        ->check(whole_number(1))
        ->type_name("N");
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
    const auto known = [](const std::string& key) {
        return find_encoding(key) ? std::string() : key + " is none of " + encoding_keys();
    };
    command
        .add_option("--encoding", config.encoding,
                    "Of the document: " + encoding_keys() +
                        "; default: UTF-16 and UTF-32 by their byte order mark, "
                        "else the bytes as they are, which are UTF-8")
        ->check(known)
        ->type_name("NAME");
    command.add_flag_callback(
        "--no-start-token", [&config] { config.start_token = false; },
        "Leave out the start token (<|begin_of_text|> and its like) that the tokenizer puts before a text");
}

void tell_remarks(const std::vector<std::string>& remarks)
{
    for (const std::string& remark : remarks)
        std::cerr << terminal_text(remark) << '\n';
}

RunConfig resolve(const RunOptions& options)
{
    RunConfig config = resolve_model(options);
    config.document = config.document.empty() ? shipped_document() : absolute_path(config.document);
    return config;
}

RunConfig resolve_model(const RunOptions& options)
{
    if (options.command)
        check_method_options(*options.command, options.config.method);
    RunConfig config = options.config;
    config.model = config.model.empty() ? shipped_model() : absolute_path(config.model);
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
