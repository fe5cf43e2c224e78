// Methods that see an image through AugMix views: TTAug, which means over them, and MEMO, which learns from them first.
#pragma once

#include "engine/vision/methods/augmix.h"
#include "engine/vision/methods/per_image_method.h"

namespace ttt {

/// What both have.
class AugMixMethod : public PerImageMethod {
protected:
    using PerImageMethod::PerImageMethod;

    void feed(std::int64_t item, std::int64_t step) override;

    /// What the next step learns from: f32 [views, C, S, S], 0 … 255.
    void give(const torch::Tensor& views) { hand_over(views, views_); }

    /// Logits of all views, f32 [views, classes].
    torch::Tensor view_logits(NormMode mode) const;

private:
    torch::Tensor views_;  // f32 [views, C, S, S], 0 … 255
};

/// "ttaug": the logarithm of the mean of the views' probabilities is what is scored. Nothing learns.
class AugMixMean : public AugMixMethod {
public:
    AugMixMean(std::unique_ptr<ImageNet> net, ImageMethodOptions options);

protected:
    torch::Tensor loss() const override;
    torch::Tensor answer() const override;
};

/// "memo" (arXiv 2110.09506): all weights go down the entropy of the mean prediction over the views; then the image
/// itself is scored. Each image from the trained weights, and without moments (the authors' code keeps those of AdamW).
/// Batch norm takes stored statistics that weigh as many images as source_prior says, and those of what it sees as one.
class Memo : public AugMixMethod {
public:
    Memo(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

protected:
    torch::Tensor loss() const override;
    torch::Tensor answer() const override;

private:
    NormMode norms() const;
};

/// ln of the mean of the rows' probabilities, f32 [1, classes].
torch::Tensor log_mean_probability(const torch::Tensor& logits);

/// Entropy of it, nats, f32 [].
torch::Tensor marginal_entropy(const torch::Tensor& logits);

/// f32 [views, C, S, S], 0 … 255, on the CPU, of an image u8 [1, C, S, S]: the n-th view follows from (seed, item,
/// step).
torch::Tensor augmix_views(const torch::Tensor& image, const std::vector<AugMixView>& views, Uncovered uncovered);

}  // namespace ttt
