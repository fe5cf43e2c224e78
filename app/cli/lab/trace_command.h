// `ttt trace`: reads a logged run again and says which chunks and tokens taught it what it predicted at one place.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_trace_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
