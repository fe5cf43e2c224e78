// The rows of a run, written. The caller owns the transaction; everything here throws ttt::Error.
#pragma once

#include "engine/records/records.h"
#include "sessions/row_inserter.h"
#include "sessions/run_owner.h"
#include "sessions/sqlite.h"

#include <cstdint>

namespace ttt {

/// The document's row number; a document and a vocabulary that are already there are used again.
std::int64_t insert_document(Database& database, const DocumentRecord& document);

/// The run's row number: `row`, which must be free, or 0: behind all others. State running, heartbeat now.
std::int64_t insert_run(Database& database, const RunHeader& header, std::int64_t document, const RunOwner& owner,
                        std::int64_t row = 0);

/// State, message, totals and heartbeat.
void update_summary(Database& database, std::int64_t run, const RunSummary& summary);

/// Writes the steps of one run, with statements prepared when first needed.
class StepInserter {
public:
    StepInserter(Database& database, std::int64_t run);

    void insert(const StepRecord& step);

private:
    std::int64_t run_;
    Statement step_;
    RowInserter metrics_;
    RowInserter columns_;
    RowInserter patterns_;
};

}  // namespace ttt
