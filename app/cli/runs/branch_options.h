// `ttt run --from RUN --at CHUNK`: a run that goes on from a chunk of a logged one.
#pragma once

#include "app/cli/runs/run_options.h"

#include <memory>
#include <stop_token>

namespace ttt {

class Runner;

struct BranchOptions {
    std::string from;  // the first characters of an id, or "latest"; empty: the run begins at the start of its document
    std::optional<std::int64_t> at;
};

void add_branch_options(CLI::App& command, BranchOptions& options);

/// With the settings of the run in this session, but for those that the command line names. Throws UsageError when it
/// names one that can't change there, Error when there is no such place.
std::unique_ptr<Runner> start_branch(const BranchOptions& branch, const RunOptions& options, const std::string& session,
                                     const std::stop_token& cancel);

}  // namespace ttt
