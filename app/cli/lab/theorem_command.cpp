#include "app/cli/lab/theorem_command.h"

#include "app/cli/lab/theorem_json.h"
#include "app/cli/lab/theorem_table.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/word_option.h"
#include "app/format.h"
#include "engine/ttt/theorem.h"
#include "engine/ttt/theorem_tables.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <memory>
#include <sstream>

namespace ttt {

namespace {

struct TheoremOptions {
    TheoremSetup setup;
    std::string dump;
    TheoremTableOptions table;
    bool json = false;
};

std::string scientific(double value)
{
    std::ostringstream text;
    text.precision(1);
    text << std::scientific << value;
    return value == 0 ? "0" : text.str();
}

/// Without the sign of a rounding error that shows no digit.
std::string unsigned_zero(double value, int digits)
{
    return fixed(std::abs(value) < 0.5 * std::pow(10.0, -digits) ? 0.0 : value, digits);
}

std::string range(double from, double to, int digits)
{
    const std::string first = unsigned_zero(from, digits);
    const std::string last = unsigned_zero(to, digits);
    return first == last ? first : first + " – " + last;
}

const char* target_name(std::int64_t tap)
{
    return tap == 1 ? "the previous token" : tap == 2 ? "the token itself" : "the next token";
}

/// The token whose embedding the key writes is the one whose logit rises most.
bool written_token_leads(const TheoremSetup& setup, const TheoremResult& result)
{
    const std::int64_t written = setup.tap == 1 ? result.previous : setup.tap == 2 ? result.key : result.target;
    return std::max_element(result.measured.begin(), result.measured.end()) - result.measured.begin() == written;
}

/// As often a rival as the pair, or more often: what followed the key is not one token.
bool rivals_win(const TheoremSetup& setup, const TheoremResult& result)
{
    return setup.tap == 3 && setup.rivals > 0 && !written_token_leads(setup, result);
}

std::string why_nothing_is_predicted(const TheoremSetup& setup)
{
    if (setup.eta == 0)
        return "With an eta of 0 nothing is written";
    if (setup.same_chunk && setup.occurrences == 1)
        return "The query stands in the chunk of its pair but reads what earlier chunks wrote: no effect";
    return "The target of the key lies beyond the border of its chunk: the pair is lost";
}

std::string what_the_query_predicts(const TheoremSetup& setup, const TheoremResult& result)
{
    const bool leads = written_token_leads(setup, result);
    if (setup.common_mode > 0 || setup.centre_keys)
        return std::string(setup.common_mode > 0 ? "The keys share a direction, which the theorem rules out"
                                                 : "Centred keys are not those of the theorem") +
               (leads ? ", but the written token still rises most" : ": other tokens rise more than the written one");
    if (rivals_win(setup, result) && setup.rho < 1)
        return "Another token followed the key as often or more often: the query predicts that one or both";
    if (setup.rho == 1 || !leads)
        return "The embeddings are too much alike to tell the tokens apart";
    if (setup.tap == 3)
        return "The query now predicts what followed its key, as the theorem says";
    return std::string("The query now predicts ") + (setup.tap == 2 ? "its own token" : "what stood before its key") +
           ", not what followed it";
}

/// What a person should take away from the numbers.
std::string conclusion(const TheoremSetup& setup, const TheoremResult& result)
{
    const bool nothing = *std::max_element(result.predicted.begin(), result.predicted.end()) == 0;
    return (nothing ? why_nothing_is_predicted(setup) : what_the_query_predicts(setup, result)) + " (relative error " +
           scientific(result.relative_error) + ").";
}

/// What the theorem takes for granted and how far it is true here.
std::string assumptions(const TheoremResult& result)
{
    std::ostringstream text;
    text << "A1  |e_a . e_b| at most " << fixed(result.largest_dot, 4) << ", |e|^2 at least "
         << fixed(result.norm_squared, 4) << "\nA2  mean cosine between keys of different tokens "
         << fixed(result.key_cosine, 4) << "; cross-talk of one run alone " << fixed(100 * result.cross_talk, 1)
         << " % of the signal\n";
    for (const std::string& sentence : result.broken)
        text << "!   " << sentence << '\n';
    return text.str();
}

void print_text(const TheoremSetup& setup, const TheoremResult& result)
{
    constexpr int digits = 6;
    const LogitChange predicted = logit_change(result, result.predicted);
    const LogitChange measured = logit_change(result, result.measured);
    const LogitChange single = logit_change(result, result.single);
    Table table({"change of the logit", "predicted", "measured", "one run alone"});
    const auto add = [&](const char* label, double LogitChange::*low, double LogitChange::*high) {
        table.add_row({label, range(predicted.*low, predicted.*high, digits),
                       range(measured.*low, measured.*high, digits), range(single.*low, single.*high, 2)});
    };
    add("v*, after the key", &LogitChange::target, &LogitChange::target);
    add("k*, the key", &LogitChange::key, &LogitChange::key);
    add("before the key", &LogitChange::previous, &LogitChange::previous);
    if (result.rival >= 0)
        add("rival, also after the key", &LogitChange::rival, &LogitChange::rival);
    add("all others", &LogitChange::others_min, &LogitChange::others_max);
    std::cout << "Theorem 1 of In-Place TTT in " << setup.dtype.text() << ": target " << target_name(setup.tap)
              << ", key at " << setup.position << " of a chunk of " << TheoremShape::chunk << ", eta " << setup.eta
              << ", rho " << setup.rho << ", f " << setup.inner << ", c_align " << fixed(result.alignment, 3) << '\n'
              << table << assumptions(result) << conclusion(setup, result) << '\n';
}

void demonstrate(const TheoremOptions& options)
{
    const TheoremSetup& setup = options.setup;
    if (!options.table.name.empty())
        return print_theorem_table(options.table, setup.seed, options.json);
    if (const std::string fault = fault_of(setup); !fault.empty())
        throw UsageError(fault);
    const TheoremResult result = demonstrate_theorem(setup);
    if (!options.dump.empty())
        dump_theorem(setup, options.dump);
    if (options.json)
        std::cout << theorem_json(result) << '\n';
    else
        print_text(setup, result);
}

void add_setup_options(CLI::App& command, TheoremSetup& setup)
{
    const std::string last = std::to_string(TheoremShape::chunk - 1);
    command.add_option("--tap", setup.tap, "Target: 1 previous token, 2 the token itself, 3 next token; default: 3")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--position", setup.position, "Of the key in its chunk, 0 to " + last + "; default: 5")
        ->check(whole_number(0))
        ->type_name("N");
    const std::string widths =
        std::to_string(TheoremLimits::least_inner) + " to " + std::to_string(TheoremLimits::most_inner);
    command.add_option("--inner", setup.inner, "Width of the keys f, " + widths + "; default: 256")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--rho", setup.rho, "Dot product of any two embeddings, 0 to 1; default: 0.07")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--eta", setup.eta, "Learning rate of the update, at most 1000000; default: 0.1")
        ->check(number(0))
        ->type_name("X");
    add_word_option<TheoremDtype>(command, "--dtype", setup.dtype, "Of the weights; default: f64");
    command.add_option("--seed", setup.seed, "Of the weights and the text; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
}

void add_failure_options(CLI::App& command, TheoremSetup& setup)
{
    command
        .add_option("--common-mode", setup.common_mode,
                    "Turn all keys towards one direction, with a weight from 0 to 100; default: 0")
        ->check(number(0))
        ->type_name("X");
    command.add_flag("--centre-keys", setup.centre_keys, "Subtract the chunk's mean key before writing");
    command.add_option("--occurrences", setup.occurrences, "Of the pair, in as many chunks, 1 to 4; default: 1")
        ->check(whole_number(1))
        ->type_name("N");
    command
        .add_option("--rivals", setup.rivals,
                    "Of the key followed by another token, in as many chunks more, 0 to 3; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
    command.add_flag("--same-chunk", setup.same_chunk, "Ask in the chunk of the last pair, not at the end of the text");
}

void add_table_options(CLI::App& command, TheoremTableOptions& options)
{
    CLI::Option* table = command.add_option("--table", options.name,
                                            "Instead: what single runs do to the logits, by width of the keys or by "
                                            "their common mode");
    table->check(CLI::IsMember({"width", "common-mode"}))->type_name("");
    command.add_option("--draws", options.draws, "Random texts behind each row of the table; default: 200")
        ->check(whole_number(1))
        ->check(CLI::Range(std::int64_t{1}, TheoremTableShape::most_draws))
        ->type_name("N")
        ->needs(table);
}

}  // namespace

void add_theorem_command(CLI::App& program, ExitCode&)
{
    CLI::App& command = *program.add_subcommand("theorem", "Compare the theorem of In-Place TTT with what is measured");
    const auto options = std::make_shared<TheoremOptions>();
    add_setup_options(command, options->setup);
    add_failure_options(command, options->setup);
    add_table_options(command, options->table);
    command.add_option("--dump", options->dump, "Write weights, embeddings and tokens as safetensors")
        ->type_name("FILE");
    add_json_option(command, options->json);
    command.callback([options] { demonstrate(*options); });
}

}  // namespace ttt
