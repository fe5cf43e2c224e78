// Metrics and item columns of steps that were logged together: one row for a metric or a column of all of them.
#pragma once

#include "engine/records/records.h"
#include "sessions/row_inserter.h"

#include <cstdint>
#include <span>

namespace ttt {

/// A row holds the values of so many steps at most; readers rely on it to find the rows of a step.
inline constexpr std::int64_t most_steps_in_series = 1024;

class SeriesInserter {
public:
    SeriesInserter(Database& database, std::int64_t run);

    /// At most `most_steps_in_series` steps, one after the other. A metric that a step between lacks, or that stands
    /// at another place there, takes a further row. The caller owns the transaction.
    void insert(std::span<const StepRecord> steps);

private:
    std::int64_t run_;
    RowInserter metrics_;
    RowInserter columns_;
};

}  // namespace ttt
