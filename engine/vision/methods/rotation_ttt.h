// TTT (arXiv 1909.13231): rotated views of the image teach the extractor and the rotation branch, then the main branch
// answers. Standard: each image from the trained weights, ten steps; online: one step, and what was learned stays.
#pragma once

#include "engine/vision/methods/per_image_method.h"
#include "engine/vision/methods/turned_views.h"

namespace ttt {

/// Plain SGD on what lies before the split and on the rotation branch. The stored statistics of batch norm move with
/// the views, as in the authors' code; group norm has none, and the authors advise it.
class RotationTtt : public PerImageMethod {
public:
    /// Throws Error when the net has no rotation branch.
    RotationTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, bool is_online);

protected:
    void feed(std::int64_t item, std::int64_t step) override;

    /// What the next step learns from: i64 [views, 4], of turned_view_codes().
    void give(const torch::Tensor& codes) { hand_over(codes, codes_); }

    torch::Tensor loss() const override;

private:
    torch::Tensor codes_;  // i64 [views, 4]
};

/// Cross entropy of the rotation branch on the views, f32 []; codes as turned_view_codes().
torch::Tensor rotation_loss(const ImageNet& net, const torch::Tensor& image, const torch::Tensor& codes);

}  // namespace ttt
