// TTT with two views of each image (SimCLR, arXiv 2002.05709) as its task: a view finds its partner among those of the
// batch.
#pragma once

#include "engine/vision/methods/image_method.h"
#include "engine/vision/methods/learned_net.h"

namespace ttt {

/// Learns from a batch, which gives each view others to be told from; what was learned stays. A batch of one image is
/// answered and not learned from. Plain SGD on what lies before the split and on the branch, as the method ttt.
class ContrastiveTtt : public ImageMethod {
public:
    /// Throws Error when the net has no such branch.
    ContrastiveTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

    ImageAnswer step(const ImageBatch& batch) override;
    void reset() override;
    std::vector<LearnedLayer> learned() const override { return learned_.layers(); }
    torch::Tensor predict(const torch::Tensor& pixels) const override;

private:
    torch::Tensor drawn_views(const ImageBatch& batch, std::int64_t step) const;
    torch::Tensor learn(const torch::Tensor& views);

    std::unique_ptr<ImageNet> net_;
    ImageMethodOptions options_;
    LearnedNet learned_;
};

}  // namespace ttt
