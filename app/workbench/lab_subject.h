// Which run is looked into and asked: the shown one (by the lab once it has ended), or the shown text as the next run
// would read it.
#pragma once

#include "app/workbench/ask_worker.h"
#include "app/workbench/lab_worker.h"

#include <optional>
#include <string>

namespace ttt {

class RunModel;

/// GUI thread. Models and run outlive it.
class LabSubject {
public:
    LabSubject(LabModel& lab, AskModel& ask, const RunModel& run) : run_(run), worker_(lab), asking_(ask) {}

    /// Cheap when nothing changed. `next`: as the next run would be, with model and document; nullopt: it can't be.
    void set(bool is_busy, const std::optional<RunConfig>& next);

private:
    void set_lab(bool is_busy, const std::optional<RunConfig>& config);
    void set_ask(const std::optional<RunConfig>& config);
    std::vector<std::int32_t> ids_for(const RunConfig& config) const;

    const RunModel& run_;
    std::string about_, asked_about_;  // what lab and ask were last told of
    LabWorker worker_;
    AskWorker asking_;
};

}  // namespace ttt
