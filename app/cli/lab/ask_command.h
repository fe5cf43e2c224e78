// `ttt ask`: what the arms of a run expect at a place of its text, behind a prompt, and how they go on.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// ttt ask
void add_ask_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
