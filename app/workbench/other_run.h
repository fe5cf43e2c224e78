// A run beside the shown one, and where it comes from.
#pragma once

#include "app/workbench/run_feed.h"

#include <functional>
#include <memory>
#include <string>

namespace ttt {

/// The feed goes before the run that it fills.
struct OtherRun {
    RunModel run;
    std::unique_ptr<RunFeed> feed;
};

/// Reads a logged run into `other`. `ended` is called once, unless `context` or `other` has gone.
void read_run(OtherRun& other, const std::string& session, const std::string& run_id, QObject* context,
              std::function<void(const RunSummary&)> ended);

}  // namespace ttt
