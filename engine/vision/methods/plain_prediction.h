// Methods that learn nothing: they differ in the statistics by which the norms of the net see a batch.
#pragma once

#include "engine/vision/methods/image_method.h"

namespace ttt {

class PlainPrediction : public ImageMethod {
public:
    ImageAnswer step(const ImageBatch& batch) override { return {predict(batch.pixels), {}}; }
    void reset() override {}
    std::vector<LearnedLayer> learned() const override { return {}; }
    torch::Tensor predict(const torch::Tensor& pixels) const override;

protected:
    PlainPrediction(std::unique_ptr<ImageNet> net, NormMode mode) : net_(std::move(net)), mode_(mode) {}

private:
    std::unique_ptr<ImageNet> net_;
    NormMode mode_;
};

/// "source": those of training.
class Source : public PlainPrediction {
public:
    Source(std::unique_ptr<ImageNet> net, const ImageMethodOptions&) : PlainPrediction(std::move(net), NormMode::stored)
    {
    }
};

/// "bn" (BN-1, arXiv 2006.10963): those of the batch. Throws Error for a net without batch norm, where it would be the
/// source again.
class BatchNormOne : public PlainPrediction {
public:
    BatchNormOne(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);
};

/// "bn-alpha" (arXiv 2006.16971): those of training and of the batch, of which `alpha` counts. Throws Error likewise.
class BatchNormShare : public PlainPrediction {
public:
    BatchNormShare(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);
};

}  // namespace ttt
