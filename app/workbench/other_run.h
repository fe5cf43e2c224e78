// A run beside the shown one, and where it comes from.
#pragma once

#include "app/workbench/record_source.h"
#include "views/run_model.h"

#include <functional>
#include <memory>
#include <string>

namespace ttt {

/// The source goes before the run that it fills.
struct OtherRun {
    RunModel run;
    std::unique_ptr<RecordSource> source;
};

/// Reads a logged run into `other`, which outlives `context` or its own source. `ended` is called once; a run that is
/// damaged ends as failed, with the steps before the damage.
void read_run(OtherRun& other, const std::string& session, const std::string& run_id, QObject* context,
              std::function<void(const RunSummary&)> ended);

}  // namespace ttt
