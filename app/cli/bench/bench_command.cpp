#include "app/cli/bench/bench_command.h"

#include "app/cli/bench/bench_ask.h"
#include "app/cli/bench/bench_busy.h"
#include "app/cli/bench/bench_cpu.h"
#include "app/cli/bench/bench_log.h"
#include "app/cli/bench/bench_paired.h"
#include "app/cli/bench/bench_prefill.h"
#include "app/cli/bench/bench_start.h"

#include <CLI/CLI.hpp>

namespace ttt {

void add_bench_command(CLI::App& program, ExitCode&)
{
    CLI::App& bench = *program.add_subcommand("bench", "Measure speed: as ratios within one call");
    bench.require_subcommand(1);
    add_bench_cpu(bench);
    add_bench_busy(bench);
    add_bench_paired(bench);
    add_bench_probes(bench);
    add_bench_log(bench);
    add_bench_start(bench);
    add_bench_prefill(bench);
    add_bench_ask(bench);
}

}  // namespace ttt
