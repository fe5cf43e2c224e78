// `ttt bench`: how fast the engine is, as ratios within one run.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_bench_command(CLI::App& program, ExitCode& result);

}  // namespace ttt
