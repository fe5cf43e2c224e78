// How a model predicted tokens: NLL, rank and the tokens it thought likeliest.
#pragma once

#include "engine/probes/logit_blocks.h"
#include "engine/probes/stopwatch.h"

#include <vector>

namespace ttt {

/// One entry per predicted token. Natural logarithms.
struct TokenScores {
    std::vector<float> nll;      // [m]
    std::vector<float> rank;     // [m] 1 + tokens with a larger logit
    std::vector<float> top_ids;  // [m * top_k] token ids, likeliest first; empty when not asked for
    std::vector<float> top_nll;  // [m * top_k]
};

/// Row r of hidden [n, d] predicts token r of predicted, i64 [m], m <= n, on the same device. with_top: also the top_k
/// tokens. Logits are made at most `block_bytes` at a time. `scoring` gets the time behind the logits. Returns f32
/// [m, columns] on the device, which may still be at work.
torch::Tensor score_table(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& predicted,
                          bool with_top, Stopwatch* scoring = nullptr, std::int64_t block_bytes = default_logit_bytes);

/// What such a table says; waits for it.
TokenScores scores_of(const torch::Tensor& table, bool with_top);

/// Both at once.
TokenScores score_tokens(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& predicted,
                         bool with_top);

}  // namespace ttt
