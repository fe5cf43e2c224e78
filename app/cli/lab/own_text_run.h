// Which logged runs a question about a text can be put to.
#pragma once

#include "engine/records/records.h"

#include <string>

namespace ttt {

/// Throws Error when the run is another program's or reads no text; `so` ends the sentence about the
/// first: "it can't be asked".
void check_own_text(const RunHeader& header, const std::string& so);

}  // namespace ttt
