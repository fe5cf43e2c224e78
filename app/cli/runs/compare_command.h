// `ttt compare`: several methods on one document, one after another, and one table of what came of them.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_compare_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
