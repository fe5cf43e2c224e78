#include "app/cli/lab/causality_command.h"

#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/open_text.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/lab.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::int64_t default_tokens = 1024;

struct CausalityOptions {
    RunOptions run;
    std::optional<std::int64_t> item;
    bool json = false;
};

/// In the middle of a chunk in the middle of the text: there a leak inside a chunk would show, too.
std::int64_t middle(const OpenedText& text)
{
    const auto tokens = static_cast<std::int64_t>(text.document.token_ids.size());
    const std::int64_t chunk = text.config.chunk;
    return std::min(tokens / 2 / chunk * chunk + chunk / 2, tokens - 1);
}

/// The first state that attention alone can't carry a change to; the end of the text when there is none.
std::int64_t out_of_reach(const OpenedText& text, const CausalityCheck& check)
{
    const auto items = static_cast<std::int64_t>(check.by_item.size());
    const std::int64_t window = text.config.window.value_or(0);  // the same in all layers, or not known
    return window == 0 ? items : std::min(items, check.item + text.layers * (window - 1) + 1);
}

float largest(const CausalityCheck& check, std::int64_t begin, std::int64_t end)
{
    const auto first = check.by_item.begin();
    return begin < end ? *std::max_element(first + begin, first + end) : 0.0F;
}

bool holds(const CausalityCheck& check, std::int64_t chunk)
{
    return check.largest_before == 0 && (check.first_write < 0 || check.first_write >= check.item / chunk);
}

std::string scientific(double value)
{
    std::ostringstream text;
    text.precision(3);
    text << value;
    return text.str();
}

std::string verdict(const CausalityCheck& check, std::int64_t chunk)
{
    if (check.largest_before > 0)
        return "Not causal: the state at token " + thousands(check.first_moved) + ", before the replaced one, moved.";
    if (!holds(check, chunk))
        return "Not causal: chunk " + thousands(check.first_write) +
               ", before the replaced token, wrote something else.";
    if (check.first_moved < 0)
        return "Nothing moved at all: the model does not see this token.";
    return check.item == 0 ? "There is nothing before the first token, so that nothing could be tested."
                           : "Causal: nothing before the replaced token moved, to the last bit.";
}

std::string write_line(const CausalityCheck& check, std::int64_t chunk)
{
    if (check.first_write < 0)
        return "no chunk wrote anything else";
    const std::int64_t begin = check.first_write * chunk;
    return "chunk " + thousands(check.first_write) + " (tokens " + thousands(begin) + " to " +
           thousands(begin + chunk - 1) + ") was the first to write something else";
}

void print_text(const OpenedText& text, const CausalityCheck& check)
{
    const auto items = static_cast<std::int64_t>(check.by_item.size());
    Table table({"states", "items", "largest change of a logit"});
    const auto add = [&](const char* name, std::int64_t begin, std::int64_t end) {
        table.add_row({name, thousands(end - begin), begin < end ? scientific(largest(check, begin, end)) : "–"});
    };
    add("before the token", 0, check.item);
    add("at the token", check.item, check.item + 1);
    const std::int64_t reach = out_of_reach(text, check);
    add("after it, within attention's reach", check.item + 1, reach);
    add("after it, out of reach", reach, items);
    std::cout << "Token " << thousands(check.item) << " of " << terminal_text(text.document.name)
              << " replaced: " << token_text(text.document, check.original) << " by "
              << token_text(text.document, check.replacement) << "; both texts read up to token " << thousands(items)
              << " in chunks of " << thousands(text.config.chunk) << '\n'
              << table << "Writes: " << write_line(check, text.config.chunk) << '\n'
              << verdict(check, text.config.chunk) << '\n';
}

void print_json(const OpenedText& text, const CausalityCheck& check)
{
    const auto items = static_cast<std::int64_t>(check.by_item.size());
    const Json json{{"model", text.config.model},
                    {"document", text.config.document},
                    {"tokens", items},
                    {"chunk", text.config.chunk},
                    {"item", check.item},
                    {"original", check.original},
                    {"replacement", check.replacement},
                    {"causal", holds(check, text.config.chunk)},
                    {"largest_before", check.largest_before},
                    {"largest_at", largest(check, check.item, check.item + 1)},
                    {"largest_after", largest(check, check.item + 1, items)},
                    {"out_of_reach", out_of_reach(text, check)},
                    {"first_moved", check.first_moved},
                    {"first_write", check.first_write},
                    {"by_item", check.by_item}};
    std::cout << text_of(json) << '\n';
}

ExitCode check(const CausalityOptions& options)
{
    const Interrupt interrupt;
    const OpenedText text = open_text(options.run, interrupt.token());
    try {
        const Lab lab(text.config, text.document.token_ids);
        const CausalityCheck check =
            lab.check_causality(options.item.value_or(middle(text)), text.config.tokens, interrupt.token());
        (options.json ? print_json : print_text)(text, check);
        return holds(check, text.config.chunk) ? ExitCode::done : ExitCode::failed;
    } catch (const Error&) {
        if (interrupt.token().stop_requested())
            return ExitCode::cancelled;
        throw;
    }
}

}  // namespace

void add_causality_command(CLI::App& program, ExitCode& result)
{
    CLI::App& command =
        *program.add_subcommand("causality", "Replace one token: nothing before it may change, to the last bit");
    const auto options = std::make_shared<CausalityOptions>();
    add_text_options(command, options->run, default_tokens);
    command.add_option("--item", options->item, "Which token to replace, counted from 0; default: one in the middle")
        ->check(whole_number(0))
        ->type_name("I");
    add_json_option(command, options->json);
    command.callback([options, &result] { result = check(*options); });
}

}  // namespace ttt
