// `ttt eval perplexity`: frozen, twin and adapted over several documents, by position. Nothing is logged.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_eval_perplexity(CLI::App& eval, ExitCode& result);

}  // namespace ttt
