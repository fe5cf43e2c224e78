// How often each class is named in each step, as a run of its own whose layers are the classes: whatever draws layers
// over steps draws it.
#pragma once

#include "views/run_model.h"

namespace ttt {

/// Whose answers are counted.
enum class ClassSource { adapted, frozen, labels };

/// The only metric of that run: per cent of the step's images.
inline constexpr auto class_share = static_cast<Metric>(1'000'001);

/// GUI thread. Grows with the run that it is made of.
class ClassShares {
public:
    /// Begins anew.
    void start(const RunModel& run, ClassSource source);
    /// Takes over what arrived since, and the playhead.
    void follow(const RunModel& run);

    RunModel& run() { return shares_; }
    const RunModel& run() const { return shares_; }
    ClassSource source() const { return source_; }

private:
    StepRecord count(const RunModel& run, std::int64_t step) const;

    RunModel shares_;
    ClassSource source_ = ClassSource::adapted;
    std::int32_t classes_ = 0;
};

}  // namespace ttt
