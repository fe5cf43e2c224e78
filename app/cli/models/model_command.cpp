#include "app/cli/models/model_command.h"

#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "app/places.h"
#include "engine/machine/device.h"
#include "engine/machine/memory.h"
#include "engine/method_needs.h"
#include "engine/model/model_tool.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <map>
#include <memory>
#include <utility>

namespace ttt {

namespace {

struct InitOptions {
    std::string config;
    std::string directory;
    std::string tokenizer;
    std::uint64_t seed = 0;
};

template <class Values>
std::string joined(const Values& values)
{
    std::ostringstream text;
    for (const auto& value : values)
        text << (text.tellp() > 0 ? ", " : "") << value;
    return text.str();
}

std::vector<std::string> unused_names(const UnusedTensors& unused)
{
    std::vector<std::string> names = unused.told;
    names.insert(names.end(), unused.harmless.begin(), unused.harmless.end());
    return names;
}

/// Tokens of a document that memory is told for.
constexpr std::int64_t usual_tokens = 16384;

nlohmann::ordered_json first_rates_json(const MethodSense& sense)
{
    nlohmann::ordered_json rates = nlohmann::ordered_json::object();
    for (const auto& [setting, rate] : sense.first_rates)
        rates[std::string(setting->key)] = rate;
    return rates;
}

nlohmann::ordered_json methods_json(const ModelInfo& facts)
{
    nlohmann::ordered_json methods = nlohmann::ordered_json::array();
    for (const MethodNeed& need : method_needs(facts, usual_tokens))
        methods.push_back({{"method", need.sense.method->key},
                           {"makes_sense", need.sense.makes_sense},
                           {"why", need.sense.why},
                           {"first_rates", first_rates_json(need.sense)},
                           {"memory_bytes", need.bytes}});
    return methods;
}

void print_methods(const ModelInfo& facts)
{
    const auto free = free_memory(Device::cpu);
    std::cout << "Memory        " << (free ? in_gib(*free) : std::string("nobody knows how much"))
              << " free; below for " << thousands(usual_tokens) << " tokens in f32\n";
    const char* head = "Methods       ";
    for (const MethodNeed& need : method_needs(facts, usual_tokens)) {
        std::cout << head << need.sense.method->key << ": " << (need.sense.makes_sense ? "yes, " : "no, ")
                  << need.sense.why << "; takes about " << in_gib(need.bytes) << '\n';
        head = "              ";
    }
}

void print_json(const std::string& directory, const ModelInfo& facts)
{
    const ModelConfig& config = facts.config;
    const nlohmann::ordered_json json{{"model", directory},
                                      {"family", spelled(config.family)},
                                      {"parameters", facts.parameter_count},
                                      {"tensors", facts.tensor_count},
                                      {"formats", facts.formats},
                                      {"dtype", spelled(config.dtype)},
                                      {"layers", config.layer_count},
                                      {"hidden_size", config.hidden_size},
                                      {"intermediate_size", config.intermediate_size},
                                      {"vocab_size", config.vocab_size},
                                      {"tokenizer_size", facts.token_count},
                                      {"windows", config.windows},
                                      {"ttt", config.ttt.mode},
                                      {"fast_layers", config.ttt.layers},
                                      {"chunk", config.ttt.chunk},
                                      {"twin", config.ttt.twin},
                                      {"memory_tokens", usual_tokens},
                                      {"methods", methods_json(facts)},
                                      {"hash", facts.hash},
                                      {"notes", config.notes},
                                      {"remarks", facts.remarks},
                                      {"unused_tensors", unused_names(facts.unused)}};
    std::cout << text_of(json) << '\n';
}

/// "Q4_1 210, F32 61, Q8_0 1": most first.
std::string formats_line(const std::map<std::string, std::int64_t>& formats)
{
    std::vector<std::pair<std::int64_t, std::string>> counts;
    for (const auto& [name, count] : formats)
        counts.emplace_back(-count, name);
    std::sort(counts.begin(), counts.end());
    std::string line;
    for (const auto& [count, name] : counts)
        line += (line.empty() ? "" : ", ") + terminal_text(name) + " " + std::to_string(-count);
    return line;
}

std::string fast_weights_line(const TttConfig& ttt)
{
    if (!ttt.mode || ttt.layers.empty())
        return "none (no layer learns at test time)";
    return "layers " + joined(ttt.layers) + ", chunks of " + thousands(ttt.chunk) + " tokens, eta " + joined(ttt.lr) +
           ", target from " + std::string(spelled(ttt.target)) + (ttt.decay ? ", with decay" : "");
}

std::string windows_line(const std::vector<std::int64_t>& windows)
{
    if (std::ranges::count(windows, windows.front()) != std::ssize(windows))
        return joined(windows) + " tokens per layer (0: everything)";
    return windows.front() == 0 ? "none: every token sees all before it"
                                : thousands(windows.front()) + " tokens in all layers";
}

void print_text(const std::string& directory, const ModelInfo& facts)
{
    const ModelConfig& config = facts.config;
    std::cout << "Model         " << terminal_text(directory) << '\n'
              << "Family        " << spelled(config.family) << ", " << thousands(facts.parameter_count)
              << " parameters in " << facts.tensor_count << " tensors (" << formats_line(facts.formats) << ")\n"
              << "Shape         " << config.layer_count << " layers, width " << config.hidden_size << ", MLP "
              << config.intermediate_size << ", " << config.head_count << " heads (" << config.kv_head_count
              << " for keys and values)\n"
              << "Vocabulary    " << thousands(config.vocab_size) << ", tokenizer "
              << (facts.token_count ? thousands(facts.token_count) + " tokens" : std::string("missing")) << '\n'
              << "Windows       " << windows_line(config.windows) << '\n'
              << "Fast weights  " << fast_weights_line(config.ttt) << '\n'
              << "Twin          " << (config.ttt.twin.empty() ? "none named" : terminal_text(config.ttt.twin)) << '\n'
              << "Content       " << facts.hash << '\n';
    print_methods(facts);
    for (const std::string& note : config.notes)
        std::cout << "Note          " << terminal_text(note) << '\n';
    for (const std::string& remark : facts.remarks)
        std::cout << "Not used      " << terminal_text(remark) << '\n';
    if (!facts.unused.harmless.empty())
        std::cout << "Not needed    " << listed(facts.unused.harmless) << ", computed anew\n";
}

void add_init_command(CLI::App& model)
{
    CLI::App& command = *model.add_subcommand("init", "Write a model with random weights");
    const auto options = std::make_shared<InitOptions>();
    command.add_option("--config", options->config, "config.json that describes the model")
        ->required()
        ->type_name("FILE");
    command.add_option("--model", options->directory, "Directory to write; made when missing")
        ->required()
        ->type_name("DIR");
    command.add_option("--tokenizer", options->tokenizer, "tokenizer.json to copy beside the weights")
        ->type_name("FILE");
    command.add_option("--seed", options->seed, "Of the random weights; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
    command.callback([options] {
        init_model(options->config, options->directory, options->seed, options->tokenizer);
        std::cout << "Written: " << absolute_path(options->directory) << '\n';
    });
}

void add_import_command(CLI::App& model)
{
    CLI::App& command = *model.add_subcommand("import", "Write a GGUF file as a Hugging Face model directory");
    const auto path = std::make_shared<std::string>(), directory = std::make_shared<std::string>();
    command.add_option("gguf", *path, "GGUF file; what is packed in it is written as f32")
        ->required()
        ->type_name("FILE");
    command.add_option("directory", *directory, "Directory to write; made when missing")->required()->type_name("DIR");
    command.callback([path, directory] {
        import_model(absolute_path(*path), *directory);
        std::cout << "Written: " << absolute_path(*directory) << '\n';
    });
}

void add_show_command(CLI::App& model)
{
    CLI::App& command = *model.add_subcommand("show", "Print what a model directory or GGUF file holds");
    const auto directory = std::make_shared<std::string>();
    const auto json = std::make_shared<bool>(false);
    add_model_option(command, *directory);
    add_json_option(command, *json);
    command.callback([directory, json] {
        const std::string path = directory->empty() ? shipped_model() : absolute_path(*directory);
        (*json ? print_json : print_text)(path, model_info(path));
    });
}

}  // namespace

void add_model_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("model", "Make a model directory, or look into a model");
    command.require_subcommand(1);
    add_init_command(command);
    add_import_command(command);
    add_show_command(command);
}

}  // namespace ttt
