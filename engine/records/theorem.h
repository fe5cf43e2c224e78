// Theorem 1 of In-Place TTT on numbers: what is asked and what comes out. The demonstration itself is in
// engine/ttt/theorem.h.
#pragma once

#include "engine/records/words.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace ttt {

/// The shape of the demonstration.
struct TheoremShape {
    static constexpr std::int64_t vocabulary = 40;  // V, at most d - 1
    static constexpr std::int64_t width = 64;       // d
    static constexpr std::int64_t chunk = 32;       // C
    static constexpr std::int64_t chunks = 6;       // the first holds no key, the last ends with the query
};

/// What a setup may ask for.
struct TheoremLimits {
    static constexpr std::int64_t least_inner = 16, most_inner = 4096;
    static constexpr std::int64_t most_pairs = TheoremShape::chunks - 2;  // occurrences and rivals: one a chunk
    static constexpr double most_eta = 1e6;                               // no dtype overflows
    static constexpr double most_common_mode = 100;
};

/// What the weights are kept in.
enum class TheoremDtype { f64, f32, bf16 };

template <>
inline constexpr std::array spellings<TheoremDtype>{
    Spelling{TheoremDtype::f64, "f64"}, Spelling{TheoremDtype::f32, "f32"}, Spelling{TheoremDtype::bf16, "bf16"}};

struct TheoremSetup {
    std::int64_t tap = 3;       // of the one-hot kernel: 1 previous | 2 reconstruction | 3 lm-aligned
    std::int64_t position = 5;  // of the key in its chunk, from 0 to last_position()
    std::int64_t inner = 256;   // f, width of the keys, 16 to 4096
    double rho = 0.07;          // e_a . e_b, in [0, 1]
    double eta = 0.1;           // at most 1e6
    Choice<TheoremDtype> dtype = TheoremDtype::f64;
    std::uint64_t seed = 0;  // of gate, up, embeddings and text

    // What the theorem leaves out or takes for granted.
    double common_mode = 0;        // mu, at most 100: every key turns towards m, z <- |z| u / |u|, u = z/|z| + mu m
    bool centre_keys = false;      // the chunk's mean key is subtracted when writing
    std::int64_t occurrences = 1;  // of the pair, at the same position of as many chunks
    std::int64_t rivals = 0;       // of the key followed by another token, in as many chunks before those of the pair
    bool same_chunk = false;       // the query ends the chunk of the last pair instead of the text

    bool operator==(const TheoremSetup&) const = default;
};

/// The query comes after the pair.
inline std::int64_t last_position(const TheoremSetup& setup)
{
    return TheoremShape::chunk - (setup.same_chunk ? 3 : 1);
}

/// Change of logits, one number per token.
struct TheoremResult {
    TheoremSetup setup = {};             // what was asked
    std::int64_t key = 0;                // k*
    std::int64_t target = 0;             // v*, after k*
    std::int64_t previous = 0;           // before k*
    std::int64_t rival = -1;             // after k* where it is not v*; -1 without rivals
    std::int64_t query = 0;              // n, counted from the start of the text
    double alignment = 0;                // c_align = |z_k*|^2
    std::vector<double> predicted = {};  // [V] in f64, by the theorem, blind to common mode and centring
    std::vector<double> measured = {};   // [V] mean of the two runs in the setup's dtype
    std::vector<double> single = {};     // [V] the first run alone: with the cross-talk of the other tokens
    double relative_error = 0;           // max_w |measured - predicted| / (eta c_align)

    // Behind the assumptions, as they are in the setup's dtype.
    double largest_dot = 0;   // epsilon of A1: max |e_a . e_b|, a != b
    double norm_squared = 0;  // c_norm^2 of A1: min |e_a|^2
    double key_cosine = 0;    // mean cosine of the keys of two places of the text with different tokens; A2: 0
    double rounding = 0;      // max_w |measured - measured in f64| / (eta c_align)
    double cross_talk = 0;    // root mean square of single - measured over all tokens / (eta c_align)

    std::vector<std::string> broken = {};  // a sentence for each condition of the theorem that the setup breaks
};

/// The result in the tokens that the theorem speaks of.
struct LogitChange {
    double target = 0;
    double key = 0;
    double previous = 0;
    double rival = 0;       // 0 without rivals
    double others_min = 0;  // of all but these
    double others_max = 0;
    double others_mean = 0;
};

/// `values` are predicted, measured or single of `result`, [V].
inline LogitChange logit_change(const TheoremResult& result, const std::vector<double>& values)
{
    const auto at = [&values](std::int64_t token) { return token < 0 ? 0.0 : values[static_cast<std::size_t>(token)]; };
    LogitChange change;
    change.target = at(result.target);
    change.key = at(result.key);
    change.previous = at(result.previous);
    change.rival = at(result.rival);
    change.others_min = std::numeric_limits<double>::infinity();
    change.others_max = -change.others_min;
    const auto tokens = static_cast<std::int64_t>(values.size());
    std::int64_t others = 0;
    for (std::int64_t token = 0; token < tokens; ++token) {
        if (token == result.target || token == result.key || token == result.previous || token == result.rival)
            continue;
        change.others_min = std::min(change.others_min, at(token));
        change.others_max = std::max(change.others_max, at(token));
        change.others_mean += (at(token) - change.others_mean) / static_cast<double>(++others);
    }
    return change;
}

}  // namespace ttt
