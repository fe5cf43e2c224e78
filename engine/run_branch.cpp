#include "engine/run_branch.h"

#include "engine/records/error.h"
#include "engine/records/settings/setting_text.h"

#include <algorithm>
#include <array>

namespace ttt {
namespace {

constexpr std::array changing{
    std::string_view("inner_lr"),     std::string_view("decay"),        std::string_view("target"),
    std::string_view("target_scale"), std::string_view("relative_cap"), std::string_view("target_source"),
    std::string_view("clip"),         std::string_view("centre_keys"),  std::string_view("control"),
    std::string_view("seed"),         std::string_view("lr"),           std::string_view("steps"),
    std::string_view("prior_decay"),  std::string_view("epsilon"),      std::string_view("guard"),
    std::string_view("guard_margin"), std::string_view("guard_chunks"), std::string_view("name")};

/// Known by their hashes, or of no matter once the text is in tokens.
constexpr std::array opened{std::string_view("model"),     std::string_view("document"),    std::string_view("twin"),
                            std::string_view("encoding"),  std::string_view("start_token"), std::string_view("tokens"),
                            std::string_view("statistics")};

bool is_one_of(std::string_view key, std::span<const std::string_view> keys)
{
    return std::ranges::find(keys, key) != keys.end();
}

/// "inner_lr, decay and name": of this method.
std::string what_may_change(const RunConfig& config)
{
    std::vector<std::string> keys;
    for (const std::string_view key : changing)
        if (find_setting(key, config.method))
            keys.emplace_back(key);
    std::string words;
    for (std::size_t at = 0; at < keys.size(); ++at)
        words += (at == 0 ? "" : at + 1 == keys.size() ? " and " : ", ") + keys[at];
    return words;
}

std::string shown(const std::string& text)
{
    return text.empty() ? "none" : text;
}

}  // namespace

std::span<const std::string_view> branch_settings()
{
    return changing;
}

std::string branch_problem(const RunConfig& from, const RunConfig& now)
{
    for (const Setting& setting : settings()) {
        if (!is_first(setting) || is_one_of(setting.key, changing) || is_one_of(setting.key, opened))
            continue;
        const std::string then = text_of(setting, from), asked = text_of(setting, now);
        if (then != asked)
            return "A branch goes on with the " + std::string(setting.noun) + " of its run (" + shown(then) + ", not " +
                   shown(asked) + "); what may change is " + what_may_change(from) + ".";
    }
    return {};
}

std::vector<RunStretch> stretches_before(const RunHeader& header, std::int64_t logged, std::int64_t at)
{
    const std::string chunk = "chunk " + std::to_string(at);
    if (at < 1)
        throw Error("A run branches from a chunk of at least 1: before that nothing was learned, so start a run of its "
                    "own.");
    if (at > logged)
        throw Error("The run can't branch from " + chunk + ": " + std::to_string(logged) +
                    (logged == 1 ? " chunk of it is logged." : " chunks of it are logged."));
    if (at >= header.step_count)
        throw Error("Nothing is left to read from " + chunk + " on: the run has " + std::to_string(header.step_count) +
                    " chunks, 0 to " + std::to_string(header.step_count - 1) + ".");
    std::vector<RunStretch> before;
    for (const RunStretch& stretch : header.before) {
        before.push_back(stretch);
        if (stretch.steps >= at)
            break;
    }
    if (before.empty() || before.back().steps < at)
        before.push_back({.run_id = header.run_id, .config = header.config, .steps = at});
    before.back().steps = at;
    return before;
}

void check_stretches(std::span<const RunStretch> before, const RunConfig& config)
{
    std::int64_t last = 0;
    for (const RunStretch& stretch : before) {
        if (stretch.steps <= last)
            throw Error("The run can't go on from another: its stretch of run " + stretch.run_id + " ends at chunk " +
                        std::to_string(stretch.steps) + ", which is not behind chunk " + std::to_string(last) + ".");
        if (const std::string problem = branch_problem(stretch.config, config); !problem.empty())
            throw Error(problem);
        last = stretch.steps;
    }
}

}  // namespace ttt
