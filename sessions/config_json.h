// RunConfig as JSON: the text in the run table, and what `ttt` prints.
#pragma once

#include "engine/records/run_config.h"

#include <string>

namespace ttt {

/// One object with every field under its key of visit_fields, and `chosen` where it is known. NaN and infinities become
/// the strings "nan", "inf",
/// "-inf"; text that is not UTF-8 (a path may be any bytes) becomes {"hex": "..."}.
std::string to_json(const RunConfig& config);

/// Unknown keys are passed over, unknown words of a choice stay what they are (see Choice), missing ones keep their
/// default, but for start_token: runs that do not know it were made without one. Throws ttt::Error with the key of a
/// wrong value.
RunConfig from_json(const std::string& text);

}  // namespace ttt
