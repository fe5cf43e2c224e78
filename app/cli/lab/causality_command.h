// `ttt causality`: one token is changed, and nothing before it may move.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_causality_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
