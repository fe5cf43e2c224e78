// `ttt bench cpu`: everything that is promised of a run on the CPU, measured in one call.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

void add_bench_cpu(CLI::App& bench);

}  // namespace ttt
