// What a composed document shall hold, what follows from it, and whether it can be.
#pragma once

#include <cstdint>
#include <string>

namespace ttt {

/// Patterns of invented names A ... B, planted into a text again and again at an exact distance.
struct ComposePlan {
    std::string filler{};            // text to plant into; empty: invented words
    std::int64_t words = 4000;       // of the whole text, planted ones included; 0: all of the filler
    std::int64_t patterns = 8;       // different ones
    std::int64_t repeats = 4;        // occurrences of each, the first included
    std::int64_t gap = 300;          // words between the end of an occurrence and the start of the next
    std::int64_t pattern_words = 3;  // of A ... B: 2 to 8
    double noise = 0;                // share of the later occurrences whose last word is replaced: 0 to 1
    double frequency = 0;            // share of all words that are planted; when it is set, repeats follow from it
    std::uint64_t seed = 1;
};

/// The plan in numbers. Only of meaning when fault_of is empty.
struct ComposeCounts {
    std::int64_t words = 0;         // of the whole text
    std::int64_t filler_words = 0;  // of them, not planted
    std::int64_t planted_words = 0;
    std::int64_t patterns = 0;
    std::int64_t repeats = 0;      // of each pattern
    std::int64_t occurrences = 0;  // patterns * repeats
    std::int64_t noisy = 0;        // occurrences with another ending, rounded to whole ones
};

ComposeCounts counts_of(const ComposePlan& plan);

/// One sentence on why the plan is impossible and what to change; empty: it is possible.
std::string fault_of(const ComposePlan& plan);

/// The `ttt compose` that makes the same text again; `filler` is a file name, or empty.
std::string command_of(const ComposePlan& plan, const std::string& filler);

/// Words are what white space parts.
std::int64_t word_count(const std::string& text);

}  // namespace ttt
