// `ttt images`: data sets of pictures.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_images_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
