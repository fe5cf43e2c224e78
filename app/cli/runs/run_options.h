// The options of a run, spelled the same by every subcommand that has them. Most are rows of the table of settings.
#pragma once

#include "engine/records/run_config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace ttt {

/// What the command line says; resolve() makes a RunConfig of it.
struct RunOptions {
    RunConfig config;
    std::optional<std::string> twin;  // empty: the one that the model names
    bool no_twin = false;
    std::int64_t threads = 0;           // 0: as many as the machine has
    const CLI::App* command = nullptr;  // that has the options of every method; nullptr: only those of In-Place TTT
};

/// --model DIR
void add_model_option(CLI::App& command, std::string& model);

/// --model --method --twin --chunk ... --threads: everything but the document. The command must outlive the options.
void add_model_options(CLI::App& command, RunOptions& options);

/// --chunk --fast-layers ... --window: what In-Place TTT writes, and how far attention sees.
void add_rule_options(CLI::App& command, RunConfig& config);

/// --device --dtype --seed --threads
void add_machine_options(CLI::App& command, RunOptions& options);

/// --twin --no-twin
/// --images and what makes a stream of them; before add_model_options(), which then takes the rules of methods for
/// images, too. --document is there already.
void add_image_run_options(CLI::App& command, RunOptions& options);

void add_twin_options(CLI::App& command, RunOptions& options);

/// --document --tokens --encoding --start-token --no-start-token
void add_document_options(CLI::App& command, RunOptions& options);

/// --encoding --start-token --no-start-token: how any document is read.
void add_reading_options(CLI::App& command, RunConfig& config);

/// What a person must know of how a document was read, on standard error.
void tell_remarks(const std::vector<std::string>& remarks);

/// The same of a method that nobody asked for: `config` as it runs.
void tell_method(const RunOptions& options, const RunConfig& config);

void add_tokens_option(CLI::App& command, RunOptions& options);

/// Fills in the shipped model, document and twin, makes paths absolute and sets the number of threads. The shipped
/// document through the shipped model is shown with the twin unless --no-twin says otherwise. Where no method was
/// named, the usual one of the model (usual_method). Throws UsageError when an option of another method than the chosen
/// one was given.
RunConfig resolve(const RunOptions& options);

/// The same for a command that reads no document.
RunConfig resolve_model(const RunOptions& options);

/// --session FILE
CLI::Option* add_session_option(CLI::App& command, std::string& session);

/// --run ID
CLI::Option* add_run_id_option(CLI::App& command, std::string& run_id);

CLI::Option* add_json_option(CLI::App& command, bool& json);

/// The session as given, else the default one.
std::string session_path(const std::string& given);

}  // namespace ttt
