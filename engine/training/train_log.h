// <output>/training/log.jsonl: one JSON object a line for every report of a training.
#pragma once

#include "engine/training/trainer.h"

#include <string>

namespace ttt {

class TrainLog {
public:
    /// Keeps the lines of an earlier call up to `step`, where this one goes on: a training that was killed had logged
    /// steps that its state does not have. Throws ttt::Error, as append() does.
    TrainLog(const std::string& output, std::int64_t step);

    void append(const TrainProgress& progress) const;

private:
    std::string path_;
};

}  // namespace ttt
