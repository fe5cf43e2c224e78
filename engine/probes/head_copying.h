// Does a head raise the logit of the token that it attends to? The copying score of arXiv 2209.11895 (in-context
// learning and induction heads), as a number of standard deviations:
//
//   o_k = W_O^h v_k,   L_k = W_U diag(g) o_k,   c_k = (L_k[x_k] - mean_w L_k[w]) / std_w L_k[w]
//
// v_k is the head's value at position k, x_k the token there, g the gain of the final norm. The norm's 1 / rms is one
// number for all logits and cancels in c_k; what later layers make of o_k is left out, and so is a bias of W_O.
#pragma once

#include "engine/model/weights.h"

namespace ttt {

/// Never forms logits: mean and variance over the vocabulary are a linear and a quadratic form in v_k, with the
/// covariance of the unembedding, made once. The variance is that of all V tokens (divided by V). Constant; any thread.
class HeadCopying {
public:
    explicit HeadCopying(const ModelWeights& weights);

    /// c_k of all heads: values [KV, n, h] at the positions of tokens i64 [n] -> f32 [H, n]; 0 where L_k is constant.
    torch::Tensor measure(std::int64_t layer, const torch::Tensor& values, const torch::Tensor& tokens) const;

private:
    torch::Tensor output_of(std::int64_t layer) const;  // diag(g) W_O^h, f32 [H, d, h]

    ModelWeights weights_;               // shared tensors
    torch::Tensor mean_;                 // of the rows of W_U, f32 [d]
    std::vector<torch::Tensor> spread_;  // by layer: covariance of the logits in terms of v, f32 [H, h, h]
};

}  // namespace ttt
