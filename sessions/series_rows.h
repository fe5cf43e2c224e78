// Metrics, item columns and events of steps that were logged together: one row for a series of all of them.
#pragma once

#include "engine/records/records.h"
#include "sessions/row_inserter.h"

#include <cstdint>
#include <span>

namespace ttt {

/// A stretch of steps that are written at once has so many at most; a row holds values of steps of one stretch.
inline constexpr std::size_t most_steps_in_series = 1024;

class SeriesInserter {
public:
    SeriesInserter(Database& database, std::int64_t run);

    /// At most `most_steps_in_series` steps, one after the other. A metric or column that a step between lacks, or that
    /// stands at another place there, takes a further row. The caller owns the transaction.
    void insert(std::span<const StepRecord> steps);

private:
    void insert_metrics(std::span<const StepRecord> steps);
    void insert_columns(std::span<const StepRecord> steps);
    void insert_events(std::span<const StepRecord> steps);

    std::int64_t run_;
    RowInserter metrics_;
    RowInserter columns_;
    RowInserter events_;
};

}  // namespace ttt
