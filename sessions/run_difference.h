// Where two runs of the same text or stream part: the first step, layer, metric, column and item. Std only.
#pragma once

#include "sessions/run_numbers.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// Two numbers are the same when |a - b| <= absolute + relative * max(|a|, |b|); NaN is the same as NaN.
struct Tolerance {
    double absolute = 0;
    double relative = 0;
};

/// What the order of sums in f32 does, on a CPU or a GPU, after thousands of tokens.
inline constexpr Tolerance column_tolerance{.absolute = 1e-4, .relative = 1e-4};  // nats, mostly
inline constexpr Tolerance metric_tolerance{.absolute = 1e-5, .relative = 1e-4};

struct DifferenceOptions {
    std::optional<Tolerance> tolerance;       // of all; nullopt: the two above
    std::map<std::string, Tolerance> by_key;  // of single metrics and columns
    std::vector<std::string> only;            // these keys alone; empty: all but those that jump (is_jumpy)
};

/// Ranks and lists of tokens jump where two logits nearly tie: they are looked at when they are named.
bool is_jumpy(const std::string& column_key);

struct ValuePair {
    std::int64_t place = 0;  // item of a column, step of a metric
    double first = 0, second = 0;
};

/// Of one metric of one layer, or of one column, in both runs.
struct KeyDifference {
    std::string key;
    bool is_column = false;
    std::int32_t layer = -1;  // of a metric; -1: the whole step
    Tolerance tolerance;
    std::int64_t compared = 0;       // values
    std::int64_t differing = 0;      // of them
    ValuePair largest;               // |a - b|, also where it is within the tolerance
    std::optional<ValuePair> first;  // nullopt: none differs
    std::int64_t step = -1;          // of `first`
    std::vector<ValuePair> around;   // of `first`: two before it, itself, two behind it
};

struct RunDifference {
    std::string kind;                     // of the runs: what their items are called (item_names.h)
    std::vector<KeyDifference> keys;      // those that part first come first; behind them those that agree
    std::vector<std::string> only_first;  // keys that the other run does not have
    std::vector<std::string> only_second;
    std::int64_t steps = 0, items = 0;  // that both have
    std::string note;                   // a sentence: one is shorter, their chunks differ; empty: nothing

    /// nullptr: they agree.
    const KeyDifference* first() const { return !keys.empty() && keys.front().first ? &keys.front() : nullptr; }
};

/// Throws ttt::Error when the runs read different texts or have no number in common; nothing can be said then.
RunDifference difference_of(const RunNumbers& first, const RunNumbers& second, const DifferenceOptions& options);

/// "They part at nll_adapted of token 71 in chunk 1: 2.5 and 2.25, 0.25 apart." or that they agree.
std::string sentence_of(const RunDifference& difference);

/// "nll_adapted of token 71 in chunk 1" or "drift_relative of layer 3 in batch 12". `kind` as RunDifference::kind.
std::string place_of(const KeyDifference& difference, const std::string& kind);

}  // namespace ttt
