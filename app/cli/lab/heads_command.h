// `ttt heads`: scores of every attention head, and how much context helps.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_heads_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
