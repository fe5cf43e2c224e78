// The kind of run that reads a text token by token: each chunk is scored, then learned from. No torch in this header.
#pragma once

#include "engine/records/run_config.h"
#include "engine/run_body.h"
#include "engine/run_branch.h"

#include <memory>
#include <stop_token>

namespace ttt {

/// Loads model and document and checks every choice. Throws ttt::Error, Cancelled.
std::unique_ptr<RunBody> make_document_run(const RunConfig& config, std::stop_token cancel);

/// The same of a run that goes on from steps of another.
std::unique_ptr<RunBody> make_document_run(const RunConfig& config, RunBranch branch, std::stop_token cancel);

}  // namespace ttt
