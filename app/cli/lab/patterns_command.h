// `ttt patterns`: what a document repeats, and what the induction rule could copy from it.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_patterns_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
