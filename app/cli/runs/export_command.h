// `ttt export`: a logged run as CSV and JSON, or the whole session as a copy. Files appear whole or not at all.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Adds the subcommand; when it was asked for, parsing runs it. Both arguments must outlive the parsing.
void add_export_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
