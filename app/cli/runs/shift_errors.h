// The errors of a run over images, shift by shift.
#pragma once

#include "engine/records/records.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <iosfwd>
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

void print_shifts(std::ostream& out, const std::vector<ShiftErrors>& shifts, const RunSummary& summary);

/// [{corruption, severity, images, frozen, adapted}], errors in per cent; arms that did not run are left out, and so
/// are errors where nobody knows the classes.
nlohmann::ordered_json shifts_json(const std::vector<ShiftErrors>& shifts);

/// {frozen, adapted}, of all images.
nlohmann::ordered_json error_json(const RunSummary& summary);

}  // namespace ttt
