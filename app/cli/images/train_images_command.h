// `ttt images train`: an image classifier with its rotation branch.
#pragma once

#include "app/cli/shared/exit_code.h"

namespace CLI {
class App;
}

namespace ttt {

/// Below `images`. Both arguments must outlive the parsing.
void add_train_images_command(CLI::App& images, ExitCode& result);

}  // namespace ttt
