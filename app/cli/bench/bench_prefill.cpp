#include "app/cli/bench/bench_prefill.h"

#include "app/cli/bench/bench_options.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/word_option.h"
#include "app/format.h"
#include "engine/evaluation/prefill_bench.h"
#include "engine/machine/device.h"
#include "engine/machine/threads.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

struct PrefillOptions {
    PrefillSetup prefill;
    std::int64_t threads = 0;
    bool json = false;
};

Json times_json(const PrefillTimes& times)
{
    return {{"tokens", times.tokens},
            {"off", time_json(times.off)},
            {"on", time_json(times.on)},
            {"on_nll", time_json(times.on_nll)},
            {"paired", time_json(times.paired)},
            {"floor_products", time_json(times.floor_products)},
            {"floor_attention", time_json(times.floor_attention)},
            {"floor_ttt", time_json(times.floor_ttt)}};
}

void print_json(const PrefillSetup& setup, const std::vector<PrefillTimes>& table)
{
    Json rows = Json::array();
    for (const PrefillTimes& times : table)
        rows.push_back(times_json(times));
    std::cout << text_of(Json{{"shape", setup.shape},
                              {"device", device_description(setup.device)},
                              {"dtype", spelled(setup.dtype)},
                              {"repeats", setup.repeats},
                              {"prefill", rows}})
              << '\n';
}

std::string rate(std::int64_t tokens, double seconds)
{
    return thousands(static_cast<std::int64_t>(static_cast<double>(tokens) / seconds));
}

void print_text(const PrefillSetup& setup, const std::vector<PrefillTimes>& table)
{
    Table lines({"tokens", "off", "on", "on, all NLL", "paired", "floor", "with TTT", "on / floor", "on / with TTT",
                 "on / off", "NLL / on", "paired / on"});
    for (const PrefillTimes& times : table) {
        const double floor = times.floor_products.median + times.floor_attention.median;
        const double with_ttt = floor + times.floor_ttt.median;
        const auto ratio = [](double a, double b) { return fixed(a / b, 3); };
        lines.add_row({thousands(times.tokens), rate(times.tokens, times.off.median),
                       rate(times.tokens, times.on.median), rate(times.tokens, times.on_nll.median),
                       rate(times.tokens, times.paired.median), rate(times.tokens, floor), rate(times.tokens, with_ttt),
                       ratio(floor, times.on.median), ratio(with_ttt, times.on.median),
                       ratio(times.on.median, times.off.median), ratio(times.on_nll.median, times.on.median),
                       ratio(times.paired.median, times.on.median)});
    }
    std::cout << "Prefill of " << setup.shape << " in " << spelled(setup.dtype) << " on "
              << device_description(setup.device) << ", tokens a second, median of " << setup.repeats
              << "\nThe floor is the bare matrix products and attention; with TTT: and what TTT has to multiply. on / "
                 "floor and "
                 "on / with TTT compare rates, the others times.\n"
              << lines;
}

void measure(const PrefillOptions& options)
{
    if (options.threads > 0)
        set_threads(options.threads);
    const auto tell = [](const PrefillTimes& times) { std::cerr << thousands(times.tokens) << " tokens measured\n"; };
    const std::vector<PrefillTimes> table = bench_prefill(options.prefill, tell);
    (options.json ? print_json : print_text)(options.prefill, table);
}

}  // namespace

void add_bench_prefill(CLI::App& bench)
{
    CLI::App& command = *bench.add_subcommand("prefill", "Reading a document in one segment, random weights");
    const auto options = std::make_shared<PrefillOptions>();
    PrefillSetup& setup = options->prefill;
    command.add_option("--shape", setup.shape, "Of the model; default: qwen3-4b")
        ->check(CLI::IsMember({"qwen3-4b", "shipped", "tiny"}))
        ->type_name("");
    command.add_option("--lengths", setup.lengths, "Of the documents in tokens; default: 4096,32768,131072")
        ->delimiter(',')
        ->check(whole_number(2))
        ->type_name("N,N");
    command.add_option("--repeats", setup.repeats, "Timed readings of each; default: 5")
        ->check(whole_number(1))
        ->type_name("N");
    add_word_option<Device>(command, "--device", setup.device, "Where to compute; default: cuda");
    add_word_option<Dtype>(command, "--dtype", setup.dtype, "Of the weights; default: bf16");
    command.add_option("--threads", options->threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    add_json_option(command, options->json);
    command.callback([options] { measure(*options); });
}

}  // namespace ttt
