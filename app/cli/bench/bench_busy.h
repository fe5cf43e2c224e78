// `ttt bench busy`: the same run on a quiet machine and beside other work, with each way in which threads may wait.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

void add_bench_busy(CLI::App& bench);

}  // namespace ttt
