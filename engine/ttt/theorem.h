// Theorem 1 of In-Place TTT (arXiv 2604.06169, section 3.3 and appendix A), shown on numbers. No torch in this header.
//
// A text holds the key k* at t*, the token v* after it, and k* once more at the query n. What earlier chunks wrote
// changes the logit of a token w at n by
//
//   delta l[w] = eta sum_t (e_w . v_t)(z_t . z_n),     in expectation eta c_align (e_w . v_t*)     (theorem: A1, A2)
//
// The setting is a gated MLP on one-hot inputs, unit embeddings with the same dot product rho between any two, and the
// update rule of the engine. Two runs, one with Wu and one with Wu (2 h h^T - I), h the input of k*, differ in the sign
// of every key but that of k*: their mean is the expectation, without an error of sampling.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// The shape of the demonstration.
struct TheoremShape {
    static constexpr std::int64_t vocabulary = 40;  // V, at most d - 1
    static constexpr std::int64_t width = 64;       // d
    static constexpr std::int64_t inner = 256;      // f
    static constexpr std::int64_t chunk = 32;       // C
    static constexpr std::int64_t chunks = 6;       // the first holds no key, the last ends with the query
};

struct TheoremSetup {
    std::int64_t tap = 3;          // of the one-hot kernel: 1 previous | 2 reconstruction | 3 lm-aligned
    std::int64_t position = 5;     // of the key in its chunk, from 0
    double rho = 0.07;             // e_a . e_b, in [0, 1]
    double eta = 0.1;              // at most 1e6: no dtype overflows
    std::string dtype = "f64";     // f64 | f32 | bf16
    std::uint64_t seed = 0;        // of gate, up, embeddings and text

    // What the theorem leaves out or takes for granted.
    double common_mode = 0;        // mu, at most 100: every key turns towards m, z <- |z| u / |u|, u = z/|z| + mu m
    bool centre_keys = false;      // the chunk's mean key is subtracted when writing
    std::int64_t occurrences = 1;  // of the pair, at the same position of as many chunks
    bool same_chunk = false;       // the query ends the chunk of the (last) pair instead of the text
};

/// Change of logits, one number per token.
struct TheoremResult {
    std::int64_t key = 0;           // k*
    std::int64_t target = 0;        // v*, after k*
    std::int64_t previous = 0;      // before k*
    std::int64_t query = 0;         // n, counted from the start of the text
    double alignment = 0;           // c_align = |z_k*|^2
    std::vector<double> predicted;  // [V] in f64, by the theorem, blind to common mode and centring
    std::vector<double> measured;   // [V] mean of the two runs in the setup's dtype
    std::vector<double> single;     // [V] the first run alone: with the cross-talk of the other tokens
    double relative_error = 0;      // max_w |measured - predicted| / (eta c_align)
};

/// The result in the tokens that the theorem speaks of.
struct LogitChange {
    double target = 0;
    double key = 0;
    double previous = 0;
    double others_min = 0;  // of all but these three
    double others_max = 0;
};

/// One sentence on a value that can't be; empty when all can.
std::string fault_of(const TheoremSetup& setup);

/// Throws ttt::Error for a setup with a fault. Any thread.
TheoremResult demonstrate_theorem(const TheoremSetup& setup);

/// `values` are predicted, measured or single of `result`.
LogitChange logit_change(const TheoremResult& result, const std::vector<double>& values);

/// Writes what the demonstration starts from as safetensors, in f64 whatever the dtype: gate [f, d], up [f, d],
/// inputs [V, d], embedding [V, d], common [f] (m) and tokens i64 [n]; the setup is in the metadata. Throws ttt::Error.
void dump_theorem(const TheoremSetup& setup, const std::string& path);

} // namespace ttt
