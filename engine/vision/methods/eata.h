// EATA (arXiv 2204.02610): ETA, held back where the weights matter for clean images.
#pragma once

#include "engine/vision/methods/eta.h"

namespace ttt {

/// Adds β Σ F (θ - θ0)² to the loss. F, the Fisher information, is the mean over batches of 64 clean images of the
/// squared gradient of their cross entropy against the net's own answers, by the statistics of the batch.
class Eata : public Eta {
public:
    /// Of `clean`, u8 [N, C, S, S], the first `fisher_images`. Throws Error when there are none and β is not 0.
    Eata(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, const torch::Tensor& clean);

protected:
    torch::Tensor held_back(const torch::Tensor& loss, std::vector<torch::Tensor>& gradients) const override;

private:
    std::vector<torch::Tensor> squared_gradients(const torch::Tensor& clean) const;

    // All parameters one behind the other, f32 [n]; undefined: β is 0.
    torch::Tensor fisher_, start_;
};

}  // namespace ttt
