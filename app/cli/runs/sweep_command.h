// ttt sweep: the same document read with many settings, one run after another.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_sweep_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
