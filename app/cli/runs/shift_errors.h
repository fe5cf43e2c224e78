// The errors of a run over images, shift by shift, as the command line prints them.
#pragma once

#include "app/shift_totals.h"

#include <nlohmann/json_fwd.hpp>

#include <iosfwd>
#include <vector>

namespace ttt {

void print_shifts(std::ostream& out, const std::vector<ShiftErrors>& shifts, const RunSummary& summary);

/// [{corruption, severity, images, frozen, adapted}], errors in per cent; arms that did not run are left out, and so
/// are errors where nobody knows the classes.
nlohmann::ordered_json shifts_json(const std::vector<ShiftErrors>& shifts);

/// {frozen, adapted}, of all images.
nlohmann::ordered_json error_json(const RunSummary& summary);

}  // namespace ttt
