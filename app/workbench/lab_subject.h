// Which run the lab is about: the shown one once it has ended, or the shown text as the next run would read it.
#pragma once

#include "app/workbench/lab_worker.h"

#include <optional>
#include <string>

namespace ttt {

class RunModel;

/// GUI thread. Model and run outlive it.
class LabSubject {
public:
    LabSubject(LabModel& lab, const RunModel& run) : run_(run), worker_(lab) {}

    /// Cheap when nothing changed. `next`: as the next run would be, with model and document; nullopt: it can't be.
    void set(bool is_busy, const std::optional<RunConfig>& next);

private:
    const RunModel& run_;
    std::string about_;  // what the lab was last told of
    LabWorker worker_;
};

}  // namespace ttt
