// Everything that is known of the prediction of one token, gathered for a person to read. No widget.
#pragma once

#include "views/run_model.h"
#include "views/selection.h"
#include "views/token/token_marks.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

struct Candidate {
    QString text;
    double probability;    // exp(-NLL)
    bool is_true = false;  // it is the token that came
};

/// One arm's prediction. NaN: not recorded.
struct ArmFacts {
    double nll;
    double rank;
    std::vector<Candidate> top;

    bool there() const { return nll == nll || !top.empty(); }
};

enum class FactState { nowhere, chunk, unread, unpredicted, predicted };

struct TokenFacts {
    FactState state = FactState::nowhere;
    Place place;
    QString token, previous;  // readable; previous is empty for the first token
    ArmFacts frozen, adapted;
    double nll_twin;
    std::optional<PatternEvent> pattern;
    std::int64_t chunks_back = 0;  // of the pattern
    std::optional<DocumentMark> mark = {};
    QString taught = {};  // "taught by chunk 3 (+9.51 of the direct +10.02)"; empty: not asked
};

TokenFacts gather(const RunModel& run, Place place);
/// Why there is no logit change, as a sentence.
QString missing_pattern(const RunModel& run, const TokenFacts& facts);
/// The pattern that was met at this item, if the playhead has reached it.
std::optional<PatternEvent> pattern_at(const RunModel& run, std::int64_t item);

}  // namespace ttt
