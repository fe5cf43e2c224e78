// How a model predicted each token: NLL, rank and the tokens it thought likeliest.
#pragma once

#include "engine/probes/logit_blocks.h"
#include "engine/probes/stopwatch.h"

#include <vector>

namespace ttt {

/// One entry per token, the first token of the stream NaN. Natural logarithms.
struct TokenScores {
    std::vector<float> nll;      // [n]
    std::vector<float> rank;     // [n] 1 + tokens with a larger logit
    std::vector<float> top_ids;  // [n * top_k] token ids, likeliest first; empty when not asked for
    std::vector<float> top_nll;  // [n * top_k]
};

/// Follows one arm of one stream: keeps the last hidden state, because it predicts the next chunk's first token.
class TokenScorer {
public:
    /// with_top: also the top_k tokens. Logits are made at most `block_bytes` at a time.
    explicit TokenScorer(bool with_top, std::int64_t block_bytes = default_logit_bytes)
        : with_top_(with_top), block_bytes_(block_bytes)
    {
    }

    /// hidden [n, d] after reading ids i64 [n] on the same device. `ranking` gets the time that ranks and top took.
    TokenScores score(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& ids,
                      Stopwatch& ranking);

private:
    void score_block(const Transformer& transformer, const torch::Tensor& hidden, const torch::Tensor& ids,
                     Stopwatch& ranking, TokenScores& scores) const;

    bool with_top_;
    std::int64_t block_bytes_;
    torch::Tensor last_;  // [1, d]
};

} // namespace ttt
