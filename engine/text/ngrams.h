// Repeated n-grams of a token stream, and what the induction rule makes of the stream: what a text offers to learn from
// context, before any model has read it.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace ttt {

struct NgramSettings {
    std::int64_t shortest = 3;  // tokens
    std::int64_t longest = 8;
    std::int64_t window = 0;  // attention window in tokens; 0: everything is seen
    std::int64_t chunk = 0;   // tokens per chunk; 0: chunks are not counted
};

/// Of the gaps between an occurrence and the one before it.
struct GapSpread {
    std::int64_t smallest = 0;
    std::int64_t median = 0;  // the lower one of two
    std::int64_t largest = 0;

    bool operator==(const GapSpread&) const = default;
};

struct RepeatedNgram {
    std::int64_t length = 0;   // tokens
    std::int64_t count = 0;    // occurrences; they may overlap
    std::int64_t first = 0;    // position of its first token, in the first occurrence
    std::int64_t last = 0;     // in the last one
    bool goes_on = false;      // all occurrences go on alike beyond the longest length that was asked for
    GapSpread tokens;          // from start to start
    GapSpread chunks;          // the same in chunks; 0: within one chunk
    std::int64_t inside = 0;   // gaps of at most a window: attention sees the occurrence before
    std::int64_t outside = 0;  // inside + outside == count - 1

    bool operator==(const RepeatedNgram&) const = default;
};

/// The maximal repeats of shortest to longest tokens: those that some occurrences continue differently, to the left as
/// well as to the right. (At the longest length only the left counts.) Most occurrences first, then longer ones, then
/// earlier ones. Each length sorts the positions where a shorter n-gram repeats: O(longest * T log T) time, 16 bytes a
/// token. Throws Error when 1 <= shortest <= longest does not hold.
std::vector<RepeatedNgram> repeated_ngrams(std::span<const std::int32_t> ids, const NgramSettings& settings);

/// The rule of engine/text/patterns.h over a whole stream.
struct InductionCounts {
    std::int64_t tokens = 0;
    std::int64_t guesses = 0;  // tokens for which the rule says something
    std::int64_t right = 0;
    std::int64_t right_inside = 0;        // of them, copied from at most a window back
    std::vector<std::int64_t> distances;  // in tokens, of the right ones, in order of size
};

/// `window` 0: everything is inside.
InductionCounts count_inductions(std::span<const std::int32_t> ids, std::int64_t window);

}  // namespace ttt
