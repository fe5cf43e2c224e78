// The marks of a composed document, in the table document_mark. Everything here throws ttt::Error.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// `document` is the row of the document. The caller owns the transaction.
void insert_marks(Database& database, std::int64_t document, const std::vector<DocumentMark>& marks);

/// In the order in which they were inserted; none in a file of format 1.
std::vector<DocumentMark> read_marks(Database& database, std::int64_t document);

}  // namespace ttt
