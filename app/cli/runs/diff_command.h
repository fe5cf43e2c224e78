// `ttt diff`: where two runs of the same text part.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_diff_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
