// What a trace says in words and shares: who taught how much. No widget.
#pragma once

#include "engine/records/trace.h"

#include <QString>

#include <cstdint>
#include <span>
#include <vector>

namespace ttt {

class RunModel;

/// One term of a sum, and its part of the sum of all |terms|.
struct TraceShare {
    std::int64_t index = 0;
    double term = 0;
    double share = 0;

    bool operator==(const TraceShare&) const = default;
};

/// The largest |terms|, largest first, at most `most`. NaN and 0 are passed over.
std::vector<TraceShare> largest_shares(std::span<const double> terms, std::size_t most);
/// The fewest chunks that hold half of the sum of |terms|, three at most, largest first.
std::vector<TraceShare> main_chunks(const LogitTrace& trace);

/// "Taught by chunk 3: +9.51 of the direct +10.02, and 88 % of all that was written for and against it."; without a
/// finished chunk a sentence that says so.
QString taught_by_sentence(const LogitTrace& trace);
/// "taught by chunk 3 (+9.51 of the direct +10.02)"; empty: nothing was taught.
QString taught_by_words(const LogitTrace& trace);
QString share_text(double share);  // "61 %", "<1 %"

/// "… my dear [Emma] and I …": a token between its neighbours, in one line.
QString context_text(const RunModel& run, std::int64_t item);

/// What a chunk did to each chunk from that of `first` on: sums of by_item.
std::vector<double> sums_by_chunk(const RunModel& run, const ChunkTrace& trace);

/// Least squares of the predicted on the measured changes. NaN below two pairs or without spread.
struct PatternFit {
    std::int64_t count = 0;
    double correlation = 0;  // Pearson's r
    double slope = 0;        // of predicted over measured: 1 where the direct path is all of the change
    double intercept = 0;
};

PatternFit fit_of(const PatternTrace& trace);

}  // namespace ttt
