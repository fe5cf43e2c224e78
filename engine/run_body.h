// What a Runner runs: one kind of run. No torch in this header.
#pragma once

#include "engine/records/records.h"

#include <cstddef>
#include <optional>

namespace ttt {

/// One run. Made, used and destroyed on one thread; throws as Runner tells.
class RunBody {
public:
    RunBody() = default;
    virtual ~RunBody() = default;
    RunBody(const RunBody&) = delete;
    RunBody& operator=(const RunBody&) = delete;

    virtual const RunHeader& header() const = 0;
    virtual const RunInput& input() const = 0;

    /// The next step; nullopt at the end, and again whenever it is asked then.
    virtual std::optional<StepRecord> step() = 0;
    /// Steps that step() hands out at once.
    virtual std::size_t ready() const { return 0; }

    /// Totals of the steps that were handed out; `state` is running until step() has returned nullopt.
    virtual RunSummary summary() const = 0;
};

}  // namespace ttt
