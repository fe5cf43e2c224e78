#include "app/cli/models/train_command.h"

#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/format.h"
#include "engine/machine/threads.h"
#include "engine/training/train_config.h"
#include "engine/training/trainer.h"

#include <CLI/CLI.hpp>

#include <cmath>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct TrainOptions {
    std::string config;
    std::int64_t threads = 0;
    bool quiet = false;
};

/// Perplexity of the validation documents: of the plain model, and with test-time training where it has any.
std::string validation(const TrainProgress& progress)
{
    std::string text;
    if (progress.valid_frozen)
        text += "  validation " + fixed(std::exp(*progress.valid_frozen), 2);
    if (progress.valid_adapted)
        text += ", adapted " + fixed(std::exp(*progress.valid_adapted), 2);
    return text;
}

void print(const TrainProgress& progress)
{
    if (!progress.message.empty()) {
        std::cerr << progress.message << std::endl;
        return;
    }
    std::cerr << "step " << progress.step << '/' << progress.steps << "  loss " << fixed(progress.loss, 4)
              << "  gradient " << fixed(progress.gradient_norm, 2) << "  rate " << progress.lr << "  "
              << thousands(static_cast<std::int64_t>(progress.tokens_per_second)) << " tokens/s  "
              << duration(progress.seconds_left) << " left" << validation(progress) << std::endl;
}

ExitCode run_training(const TrainOptions& options)
{
    const Interrupt interrupt;
    if (options.threads > 0)
        set_threads(options.threads);
    const TrainReport report = [quiet = options.quiet](const TrainProgress& progress) {
        if (!quiet || progress.is_warning)
            print(progress);
    };
    const std::string output = read_train_config(options.config).output;
    const TrainEnd end = train(options.config, report, interrupt.token());
    if (end == TrainEnd::stopped) {
        std::cout << "Stopped; the same command goes on from " << output << '\n';
        return interrupt.token().stop_requested() ? ExitCode::cancelled : ExitCode::done;
    }
    std::cout << "Trained: " << output << '\n';
    return ExitCode::done;
}

}  // namespace

void add_train_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("train", "Train a model, or go on with a training that was stopped");
    const auto options = std::make_shared<TrainOptions>();
    command.add_option("config", options->config, "Configuration file of the training (JSON)")
        ->required()
        ->type_name("FILE");
    command.add_option("--threads", options->threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_flag("--quiet", options->quiet, "Print warnings only");
    command.callback([options, &result] { result = run_training(*options); });
}

}  // namespace ttt
