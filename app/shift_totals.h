// The errors of a run over images, shift by shift.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <map>
#include <vector>

namespace ttt {

struct ShiftErrors {
    ShiftRecord shift;
    std::int64_t images = 0;
    Total frozen{Column::wrong_frozen, 0, 0};
    Total adapted{Column::wrong_adapted, 0, 0};
};

/// Adds up what steps say.
class ShiftTotals {
public:
    void add(const StepRecord& step);

    /// In the order of the stream; empty: no images. `input`: of the run, which names the shifts.
    std::vector<ShiftErrors> list(const RunInput& input) const;

private:
    std::map<std::int64_t, ShiftErrors> by_shift_;
};

/// Of all items that have a label; NaN: none has.
double error_per_cent(const Total& total);

/// "fog:5", "clean"
std::string name_of(const ShiftRecord& shift);

}  // namespace ttt
