// What a change of the hidden state does to all logits at once: how far they move together, and how far apart. A head
// is linear, so its mean row and the scatter of its rows know both, and nobody has to make the V logits.
#pragma once

#include <torch/types.h>

namespace ttt {

/// Of one head W [V, d], V > 1, which must not change; lives on the head's device. Computes and keeps d x d numbers in
/// f64. One thread.
class HeadMoments {
public:
    explicit HeadMoments(const torch::Tensor& head);

    bool is_of(const torch::Tensor& head) const { return head_.is_same(head); }

    /// before, after [k, d] of any float dtype, own i64 [k]. Returns f64 [k, 3]: by how much the logit of the own token
    /// changes, and mean and standard deviation of the changes of the others.
    torch::Tensor change(const torch::Tensor& before, const torch::Tensor& after, const torch::Tensor& own) const;

private:
    torch::Tensor head_;
    torch::Tensor mean_;     // f64 [d] of the rows
    torch::Tensor scatter_;  // f64 [d, d] sum over rows of (w - mean) (w - mean)^T
};

}  // namespace ttt
