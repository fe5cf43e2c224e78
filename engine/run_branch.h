// A run that goes on from steps that another run made: what it needs of that run, and which settings it may change.
// Plain values; no torch.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace ttt {

/// The steps are handed out as they are; what was learned in them is learned again.
struct RunBranch {
    std::vector<RunStretch> before;    // RunHeader::before of the new run; not empty
    DocumentRecord document;           // of the run, as it was logged
    std::vector<StepRecord> steps;     // [0, before.back().steps)
    std::string model_hash;            // of the run
    std::string twin_hash;             // empty: it has no twin
    std::vector<std::string> remarks;  // of the run
};

/// Keys of the settings that may change at a chunk: none that shapes what was learned.
std::span<const std::string_view> branch_settings();

/// One sentence about the first setting in which `now` differs from the run it goes on from and must not; empty: there
/// is none. What is opened (model, document, twin) is not asked: those are known by their hashes.
std::string branch_problem(const RunConfig& from, const RunConfig& now);

/// Of a run with `header`, of which so many steps were logged: RunHeader::before of a run that goes on from its chunk
/// `at`. Throws ttt::Error with a sentence when there is no such place, or nothing is left to read behind it.
std::vector<RunStretch> stretches_before(const RunHeader& header, std::int64_t logged, std::int64_t at);

/// Throws ttt::Error when stretches don't go up, hold no step, or were made with what a branch can't change.
void check_stretches(std::span<const RunStretch> before, const RunConfig& config);

}  // namespace ttt
