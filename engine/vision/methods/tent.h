// TENT (arXiv 2006.10726): the scales and shifts of the norms go down the entropy of the predictions.
#pragma once

#include "engine/vision/nets/resnet.h"

#include <torch/types.h>

#include <vector>

namespace ttt {

struct TentOptions {
    double lr = 1e-3;  // of Adam; the authors' for CIFAR, with batches of 200
    double beta1 = 0.9;
    double beta2 = 0.999;
};

/// What it learns: γ and β of all norms up to the classes' logits (not of the rotation branch), same storage as in
/// `weights`.
std::vector<torch::Tensor> norm_parameters(const ResNetWeights& weights);

/// Owns the moments; changes γ and β of `weights` in place. One thread.
class Tent {
public:
    Tent(const ResNetWeights& weights, TentOptions options);

    /// f32 [B, C, H, W], normalised, to logits [B, classes] by the statistics of this batch, before the update that
    /// they bring; so the authors score. Stored statistics are neither read nor written. Throws Error as
    /// shared_features().
    torch::Tensor step(const torch::Tensor& images);

    /// γ, β and moments as at the beginning.
    void reset();

    double mean_entropy() const { return entropy_; }  // nats, of the last step

private:
    ResNetWeights weights_;
    TentOptions options_;
    std::vector<torch::Tensor> parameters_, first_values_, first_moments_, second_moments_, counts_;
    double entropy_ = 0;
};

}  // namespace ttt
