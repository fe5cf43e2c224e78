#include "app/cli/runs/eval_command.h"

#include "app/cli/runs/eval_perplexity.h"
#include "app/cli/runs/eval_recall.h"

#include <CLI/CLI.hpp>

namespace ttt {

void add_eval_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command = *program.add_subcommand("eval", "Measure a model: recall, perplexity");
    command.require_subcommand(1);
    add_eval_recall(command, result);
    add_eval_perplexity(command, result);
}

}  // namespace ttt
