#include "app/branch.h"

#include "app/format.h"
#include "engine/files/printable.h"
#include "engine/records/divergence.h"
#include "engine/records/error.h"
#include "engine/records/other_program.h"
#include "sessions/session_reader.h"

#include <utility>

namespace ttt {

namespace {

/// What diverged stays so; before that another setting may help.
void check_sound(const RunBranch& branch)
{
    DivergenceWatch watch;
    for (const StepRecord& step : branch.steps)
        watch.add(step);
    if (!watch.chunk())
        return;
    throw Error("The run can't be branched from chunk " + std::to_string(branch.steps.size()) +
                ", since it had diverged by then; branch from chunk " + std::to_string(*watch.chunk()) +
                " or an earlier one. " + watch.sentence());
}

}  // namespace

RunBranch read_stretches(const SessionReader& reader, const std::string& run_id, std::vector<RunStretch> before)
{
    const RunHeader header = reader.header(run_id);
    const std::int64_t steps = before.back().steps;
    RunBranch branch{.before = std::move(before),
                     .document = reader.document(run_id),
                     .steps = reader.steps(run_id, 0, steps),
                     .model_hash = header.model_hash,
                     .twin_hash = header.twin_hash,
                     .remarks = header.remarks};
    if (static_cast<std::int64_t>(branch.steps.size()) < steps)
        throw Error("The run lacks chunks: " + std::to_string(branch.steps.size()) + " of the first " +
                    std::to_string(steps) + " are in the session.");
    return branch;
}

RunBranch read_branch(const SessionReader& reader, const std::string& run_id, std::int64_t at)
{
    const RunInfo info = reader.find(run_id);
    const RunHeader& header = info.header;
    if (is_of_another_program(header))
        throw Error("Run " + short_id(run_id) + " was computed by another program, " +
                    printable(header.engine_version) + ": no run of ours can go on from it.");
    if (header.kind != document_kind)
        throw Error("Run " + short_id(run_id) + " reads no text (" + printable(header.kind) +
                    "): only a run of a document can be branched.");
    RunBranch branch = read_stretches(reader, run_id, stretches_before(header, info.summary.steps, at));
    check_sound(branch);
    return branch;
}

}  // namespace ttt
