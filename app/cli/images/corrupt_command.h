// `ttt images corrupt`: a corrupted set as a file that other programs read.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

/// Below `images`.
void add_corrupt_command(CLI::App& images);

}  // namespace ttt
