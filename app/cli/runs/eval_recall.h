// `ttt eval recall`: can the model repeat random spans that it has read once, beyond its window?
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

void add_eval_recall(CLI::App& eval, ExitCode& result);

}  // namespace ttt
