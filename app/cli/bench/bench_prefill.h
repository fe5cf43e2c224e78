// `ttt bench prefill`: reading a document in one segment, random weights, against the floor.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

void add_bench_prefill(CLI::App& bench);

}  // namespace ttt
