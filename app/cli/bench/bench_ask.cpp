#include "app/cli/bench/bench_ask.h"

#include "app/cli/lab/token_pace.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/format.h"
#include "engine/ask.h"
#include "engine/records/error.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <memory>
#include <random>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t first_place = 64;  // before it there is too little to ask about
constexpr const char* question = "She was";

struct AskBenchOptions {
    RunOptions run;
    std::int64_t places = 20;
    std::int64_t length = 200;
    bool json = false;
};

template <class Work>
double seconds_of(const Work& work)
{
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Seconds until a question at each of some random places is answered, sorted.
std::vector<double> clicks(Ask& ask, std::int64_t places)
{
    std::mt19937_64 numbers(1);
    std::vector<double> seconds;
    for (std::int64_t count = 0; count < places; ++count) {
        const auto at =
            first_place + static_cast<std::int64_t>(numbers() % static_cast<std::uint64_t>(ask.tokens() - first_place));
        seconds.push_back(seconds_of([&] {
            ask.stand({.at = at});
            ask.read(question);
        }));
    }
    std::ranges::sort(seconds);
    return seconds;
}

/// Ends of chunks included, where it learns.
Json pace_json(Ask& ask, std::int64_t length, bool learns)
{
    ask.stand({.at = std::min<std::int64_t>(ask.tokens(), 4 * first_place), .learns = learns});
    ask.read(question);
    TokenPace pace;
    ask.go_on({.length = length}, [&pace](const ArmAnswer& answer) { pace.hear(answer); });
    if (pace.empty())
        return nullptr;
    constexpr double half = 0.5, nearly_all = 0.99;
    return {{"p50_ms", pace.within(half)},
            {"p99_ms", pace.within(nearly_all)},
            {"tokens_per_second", 1e3 / pace.within(half)}};
}

Json measured(const AskBenchOptions& options)
{
    Ask ask(resolve(options.run), std::stop_token());
    if (ask.tokens() <= first_place)
        throw Error("The text has " + std::to_string(ask.tokens()) + " tokens; more than " +
                    std::to_string(first_place) + " are needed.");
    const double reading = seconds_of([&ask] {
        while (ask.read_ahead()) {
        }
    });
    const AskKept kept = ask.kept();
    const std::vector<double> waits = clicks(ask, options.places);
    return {{"tokens", ask.tokens()},
            {"arms", ask.arms().size()},
            {"reading_seconds", reading},
            {"states", kept.states},
            {"every", kept.every},
            {"bytes", kept.bytes},
            {"place_seconds", {{"median", waits[waits.size() / 2]}, {"most", waits.back()}}},
            {"answer", pace_json(ask, options.length, false)},
            {"learning", pace_json(ask, options.length, true)}};
}

std::string pace_text(const Json& pace)
{
    if (pace.is_null())
        return "not measured";
    return fixed(pace["p50_ms"].get<double>(), 1) + " ms a token (p50), " + fixed(pace["p99_ms"].get<double>(), 1) +
           " ms (p99), " + fixed(pace["tokens_per_second"].get<double>(), 1) + " tokens/s";
}

void print_text(const Json& json)
{
    constexpr double mib = 1024 * 1024;
    std::cout << thousands(json["tokens"].get<std::int64_t>()) << " tokens read in "
              << fixed(json["reading_seconds"].get<double>(), 1) << " s, " << json["states"]
              << " states kept, one every " << thousands(json["every"].get<std::int64_t>()) << " tokens, "
              << fixed(static_cast<double>(json["bytes"].get<std::int64_t>()) / mib, 0) << " MiB\n"
              << "A question at a random place: " << fixed(json["place_seconds"]["median"].get<double>(), 2)
              << " s (median), " << fixed(json["place_seconds"]["most"].get<double>(), 2) << " s (most)\n"
              << json["arms"] << " arms together: " << pace_text(json["answer"]) << '\n'
              << "learning from the answer: " << pace_text(json["learning"]) << '\n';
}

}  // namespace

void add_bench_ask(CLI::App& bench)
{
    CLI::App& command = *bench.add_subcommand("ask", "Asking: places of a text, and the tokens of answers");
    const auto options = std::make_shared<AskBenchOptions>();
    command.add_option("--places", options->places, "Random places to ask at; default: 20")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--length", options->length, "Tokens of an answer; default: 200")
        ->check(whole_number(2))
        ->type_name("N");
    add_document_options(command, options->run);
    add_model_options(command, options->run);
    add_json_option(command, options->json);
    command.callback([options] {
        const Json json = measured(*options);
        options->json ? static_cast<void>(std::cout << text_of(json) << '\n') : print_text(json);
    });
}

}  // namespace ttt
