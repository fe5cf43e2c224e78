// `ttt bench paired` and `ttt bench probes`: whole runs with and without what they measure.
#pragma once

namespace CLI {
class App;
}

namespace ttt {

/// Paired, without costly probes, frozen alone, adapted alone.
void add_bench_paired(CLI::App& bench);

/// Where the time of a chunk goes: forward, update, probes.
void add_bench_probes(CLI::App& bench);

}  // namespace ttt
