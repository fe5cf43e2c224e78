// ETA (arXiv 2204.02610): TENT on the images of a batch that are sure and unlike those before, weighed by how sure.
#pragma once

#include "engine/vision/methods/norm_method.h"

namespace ttt {

/// S1 = {H < E0}; S2 = those of S1 with |cos(m, p)| < d, where m is the running mean of the predictions learned from
/// (all of S1 before there is one); L = mean over S2 of w H, w = exp(E0 - H) without gradient. No step when S2 is
/// empty. Plain SGD, or Adam.
class Eta : public NormMethod {
public:
    Eta(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

    /// The mean of predictions is forgotten too, which the authors' program keeps.
    void reset() override;

protected:
    Lesson lesson(const torch::Tensor& images) override;
    bool judge(const std::vector<double>& numbers, ImageNumbers& shown) override;

    /// Adds what holds the weights back: to the loss f32 [], and to the gradients in place.
    virtual torch::Tensor held_back(const torch::Tensor& loss, std::vector<torch::Tensor>&) const { return loss; }

private:
    torch::Tensor is_unlike_before(const torch::Tensor& probabilities) const;

    double margin_;                            // E0, nats
    torch::Tensor mean_, mean_with_this_one_;  // m, f32 [classes]; 0: none yet
};

}  // namespace ttt
