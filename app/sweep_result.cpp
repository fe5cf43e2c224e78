#include "app/sweep_result.h"

#include "app/compare_methods.h"
#include "app/sweep_plan.h"
#include "engine/records/excess_window.h"
#include "engine/records/methods.h"
#include "sessions/session_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr std::int64_t least_tokens = 64;  // of a block

/// What is said of a point that has runs of several states.
int badness(RunState state)
{
    switch (state) {
    case RunState::finished:
        return 0;
    case RunState::running:
        return 1;
    case RunState::cancelled:
    case RunState::interrupted:
        return 2;
    case RunState::failed:
        return 3;
    case RunState::diverged:
        return 4;
    }
    return 3;
}

std::vector<std::string> values_of(const RunConfig& config, const std::vector<std::string>& keys)
{
    std::vector<std::string> values;
    for (const std::string& key : keys) {
        const Setting* setting = find_setting(key, config.method);
        values.push_back(setting ? swept_text(*setting, config) : std::string());
    }
    return values;
}

void add(std::vector<Total>& totals, const Total& total)
{
    const auto known = std::ranges::find(totals, total.column, &Total::column);
    if (known == totals.end()) {
        totals.push_back(total);
        return;
    }
    known->sum += total.sum;
    known->count += total.count;
}

/// Where a document lacks an arm nothing is said of all.
void add_up(SweepOutcome& outcome)
{
    PairedGain gain;
    outcome.all.state = RunState::finished;
    for (const SweepRun* run : outcome.runs) {
        if (badness(run->summary.state) > badness(outcome.all.state))
            outcome.all.state = run->summary.state;
        for (const Total& total : run->summary.totals)
            add(outcome.all.totals, total);
        for (const auto& [sum, tokens] : run->blocks)
            gain.add(sum, tokens);
    }
    outcome.gain = outcome.is_of_images() ? error_gain(gain.gain()) : gain.gain();
}

}  // namespace

void SweepBlocks::add(const StepRecord& step)
{
    const bool has_losses = !values_of(step, Column::nll_frozen).empty();
    const auto frozen = values_of(step, has_losses ? Column::nll_frozen : Column::wrong_frozen);
    const auto adapted = values_of(step, has_losses ? Column::nll_adapted : Column::wrong_adapted);
    double sum = 0;
    std::int64_t tokens = 0;
    for (std::size_t at = 0; at < std::min(frozen.size(), adapted.size()); ++at)
        if (const double difference = double{adapted[at]} - double{frozen[at]}; std::isfinite(difference)) {
            sum += difference;
            ++tokens;
        }
    if (blocks_.empty() || blocks_.back().second >= least_tokens)
        blocks_.emplace_back(0, 0);
    blocks_.back().first += sum;
    blocks_.back().second += tokens;
}

std::vector<std::pair<double, std::int64_t>> SweepBlocks::take()
{
    std::erase_if(blocks_, [](const auto& block) { return block.second == 0; });
    return std::move(blocks_);
}

bool SweepOutcome::is_of_images() const
{
    return kind_of(runs.front()->config) == RunKind::images;
}

double SweepOutcome::result(Arm arm) const
{
    const std::optional<Column> column = column_of(is_of_images() ? Quantity::error : Quantity::nll, arm);
    return column ? mean_of(all, *column) : std::numeric_limits<double>::quiet_NaN();
}

double SweepOutcome::score() const
{
    if (all.state != RunState::finished)
        return std::numeric_limits<double>::quiet_NaN();
    const double adapted = result(Arm::adapted);
    return std::isnan(adapted) ? result(Arm::frozen) : adapted;
}

std::vector<SweepOutcome> outcomes_of(const std::vector<SweepRun>& runs, const std::vector<std::string>& keys)
{
    std::vector<SweepOutcome> outcomes;
    for (const SweepRun& run : runs) {
        std::vector<std::string> values = values_of(run.config, keys);
        auto outcome = std::ranges::find(outcomes, values, &SweepOutcome::values);
        if (outcome == outcomes.end()) {
            outcomes.push_back({.values = std::move(values), .runs = {}, .all = {}, .gain = {}});
            outcome = outcomes.end() - 1;
        }
        const auto same = std::ranges::find_if(
            outcome->runs, [&](const SweepRun* other) { return other->config.document == run.config.document; });
        if (same == outcome->runs.end())
            outcome->runs.push_back(&run);
        else if (badness(run.summary.state) <= badness((*same)->summary.state) || (*same)->run_id.empty())
            *same = &run;  // it was tried again
    }
    for (SweepOutcome& outcome : outcomes)
        add_up(outcome);
    return outcomes;
}

const SweepOutcome* best_of(const std::vector<SweepOutcome>& outcomes)
{
    std::size_t documents = 0;
    for (const SweepOutcome& outcome : outcomes)
        documents = std::max(documents, outcome.runs.size());
    const SweepOutcome* best = nullptr;
    for (const SweepOutcome& outcome : outcomes)
        if (outcome.runs.size() == documents && std::isfinite(outcome.score()) &&
            (!best || outcome.score() < best->score()))
            best = &outcome;
    return best;
}

SweepRun read_sweep_run(const SessionReader& reader, const std::string& run_id)
{
    const RunInfo info = reader.info(run_id);
    SweepRun run{.run_id = run_id, .config = info.header.config, .summary = info.summary, .tags = info.tags};
    SweepBlocks blocks;
    reader.for_each_step(run_id, [&](const StepRecord& step) { blocks.add(step); });
    run.blocks = blocks.take();
    return run;
}

std::vector<SweepRun> read_sweep(const SessionReader& reader, const std::string& tag,
                                 const std::vector<SweepRun>& known)
{
    std::vector<SweepRun> runs;
    for (const RunInfo& info : reader.runs()) {
        if (!info.damage.empty() || std::ranges::find(info.tags, tag) == info.tags.end())
            continue;
        const auto before = std::ranges::find(known, info.header.run_id, &SweepRun::run_id);
        const bool is_known = before != known.end() && before->summary.state != RunState::running;
        runs.push_back(is_known ? *before : read_sweep_run(reader, info.header.run_id));
    }
    return runs;
}

}  // namespace ttt
