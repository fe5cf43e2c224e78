// The rows of a run, written. The caller owns the transaction; everything here throws ttt::Error.
#pragma once

#include "engine/records/records.h"
#include "sessions/row_inserter.h"
#include "sessions/run_owner.h"
#include "sessions/series_rows.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <span>

namespace ttt {

/// With its input and what its numbers are. The run's row number: `row`, which must be free, or 0: behind all others.
/// State running, heartbeat now.
std::int64_t insert_run(Database& database, const RunHeader& header, const RunInput& input, const RunOwner& owner,
                        std::int64_t row = 0);

/// State, message, totals and heartbeat.
void update_summary(Database& database, std::int64_t run, const RunSummary& summary);

/// Writes the steps of one run, with statements prepared when first needed.
class StepInserter {
public:
    StepInserter(Database& database, std::int64_t run, const RunDictionary& dictionary);

    /// One after the other; all at once take fewer rows.
    void insert(std::span<const StepRecord> steps);

private:
    std::int64_t run_;
    RunDictionary dictionary_;
    RowInserter step_;
    SeriesInserter series_;
};

}  // namespace ttt
