// What `ttt theorem --json` prints.
#pragma once

#include "engine/records/theorem.h"

#include <string>

namespace ttt {

std::string theorem_json(const TheoremResult& result);

}  // namespace ttt
