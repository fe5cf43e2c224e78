// --run --screenshot --quit: the window drives itself, for tests and pictures.
#pragma once

#include "app/window/shell/dialogs.h"
#include "app/window/shell/window_options.h"

namespace ttt {

class MainWindow;

/// Nobody is there to answer: sentences go to stderr, questions get no answer.
Dialogs unattended_dialogs();

/// Call it before open_at_start(). Presses Run when the document is there, takes the picture when the run has ended (or
/// what was opened is shown), leaves with exit code 1 when something that was asked for failed.
void drive(MainWindow& window, const WindowOptions& options);

}  // namespace ttt
