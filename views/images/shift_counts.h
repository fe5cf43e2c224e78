// How many images of each shift of a stream were told wrong, and how sure that number is.
#pragma once

#include "views/run_model.h"

#include <QString>

#include <vector>

namespace ttt {

/// Of a share, both in [0, 1].
struct Interval {
    double low = 0, high = 1;
};

/// The 95 % interval of Wilson (1927) for `wrong` of `count`; all of [0, 1] without any.
Interval wilson_interval(std::int64_t wrong, std::int64_t count);

struct ErrorCount {
    std::int64_t wrong = 0, count = 0;  // of images that have a label

    double error() const;  // %; NaN: none was counted
};

struct ShiftCounts {
    QString name;                  // "fog:5"; "all" of the whole stream
    std::int64_t first_item = -1;  // that was shown; -1: none yet
    std::int64_t images = 0;
    ErrorCount frozen, adapted;

    const ErrorCount& of(Arm arm) const { return arm == Arm::frozen ? frozen : adapted; }
};

/// Of what is shown up to the playhead: the shifts in the stream's order, also those that are still to come, and all of
/// them behind the last one. Empty: the run reads no images.
std::vector<ShiftCounts> shift_counts(const RunModel& run);

}  // namespace ttt
