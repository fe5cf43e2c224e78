// What a run reads, in rows: the text with its vocabulary and marks, the parts of a list, or a name.
#pragma once

#include "engine/records/input.h"
#include "sessions/sqlite.h"

#include <cstdint>

namespace ttt {

/// The row of the text; a document and a vocabulary that are already there are used again. 0: the input has none.
std::int64_t insert_text(Database& database, const RunInput& input);

/// The parts of a list, else nothing.
void insert_parts(Database& database, std::int64_t run, const RunInput& input);

/// `database`: of any format.
RunInput read_input(Database& database, std::int64_t run);

}  // namespace ttt
