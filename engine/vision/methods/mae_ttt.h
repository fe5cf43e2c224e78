// TTT-MAE (arXiv 2209.07522): copies of the image that differ in what is hidden teach the encoder to fill it in, then
// the classifier, trained on the encoder as it was, answers.
#pragma once

#include "engine/vision/methods/per_image_method.h"
#include "engine/vision/nets/mae_vit.h"

namespace ttt {

/// Each image from the trained weights; SGD with momentum on all that is not of the decoder and that the loss reaches
/// (encoder, class and mask token).
class MaeTtt : public PerImageMethod {
public:
    /// Throws Error when the net is no masked autoencoder.
    MaeTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

protected:
    void feed(std::int64_t item, std::int64_t step) override;

    /// What the next step learns from: f32 [views, L].
    void give(const torch::Tensor& noise) { hand_over(noise, noise_); }

    torch::Tensor loss() const override;

private:
    torch::Tensor noise_;  // f32 [views, L]
};

/// f32 [], over copies of the image u8 [1, C, S, S], as many as noise [copies, L] has rows.
torch::Tensor filling_loss(const ImageNet& net, const torch::Tensor& image, const torch::Tensor& noise);

}  // namespace ttt
