// Who taught what: the change of a logit split into the writes that made it. What comes out of engine/lab.h.
//
// At the state n that predicts item n + 1, with W = W0 + S in every fast layer (arXiv 2604.06169, section 3.3):
//
//   logit adapted - logit frozen  =  direct + rescaled + indirect
//   direct    sum over fast layers of e_w . diag(g) S z_n / rms(h_n), g and rms of the final norm, e_w the unembedding:
//             linear in the writes, hence the sum of its terms by chunk and by token, without a rest
//   rescaled  the frozen logit times (rms frozen / rms adapted - 1)
//   indirect  through what later layers made of the changed states
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// The change of the logit of one token at one place. Natural logits; f64 sums.
struct LogitTrace {
    std::int64_t item = 0;   // the predicted place; the state before it was asked
    std::int32_t token = 0;  // whose logit; at first the token that stands there
    double frozen = 0;       // its logit without learning
    double change = 0;       // adapted minus frozen
    double direct = 0;
    double rescaled = 0;
    double indirect = 0;
    std::vector<double> by_chunk;  // [chunks finished before the state], sum: direct
    std::vector<double> by_token;  // [tokens of these chunks]; summed within a chunk: by_chunk
};

/// What one chunk taught: its direct term in the logit of each item's own token.
struct ChunkTrace {
    std::int64_t chunk = -1;
    std::int64_t first = 0;      // the first item that the chunk can reach
    std::vector<float> by_item;  // [items read - first]
};

/// Direct terms of the logit of B at the second A, pattern x chunk: what chunk i's delta alone did.
struct PatternTrace {
    std::vector<std::int64_t> items;  // [P] of the predicted B, ascending
    std::int64_t chunks = 0;
    std::vector<float> terms;      // [P, chunks]; NaN: the chunk was not finished before the pattern
    std::vector<float> predicted;  // [P] the sum of the row: the prediction of the direct path
    std::vector<float> measured;   // [P] adapted minus frozen logit
};

}  // namespace ttt
