// CoTTA (arXiv 2203.13591): all weights follow a teacher that is the running mean of themselves; some return.
#pragma once

#include "engine/vision/methods/foreach_optimizer.h"
#include "engine/vision/methods/image_method.h"
#include "engine/vision/methods/learned_net.h"

namespace ttt {

/// Of a batch: t = mean logits of the teacher over augmented copies where the net as it was trained is unsure
/// (mean of its largest probability < confidence_below), else the teacher's on the batch itself; the student steps down
/// mean(-Σ softmax(t) ln softmax(z)); θ' ← a θ' + (1 - a) θ; each number of θ returns to the start with probability p.
/// t is scored. All three take the statistics of the batch. Draws follow from (seed, first item of the batch).
class Cotta : public ImageMethod {
public:
    Cotta(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

    ImageAnswer step(const ImageBatch& batch) override;
    void reset() override;
    std::vector<LearnedLayer> learned() const override { return learned_.layers(); }  // of the student

    /// By the teacher, whose answers are scored.
    torch::Tensor predict(const torch::Tensor& pixels) const override;

protected:
    const std::vector<torch::Tensor>& student_parameters() const { return learned_.parameters(); }
    const std::vector<torch::Tensor>& teacher_parameters() const { return followers_; }

private:
    double source_confidence(const torch::Tensor& images) const;
    torch::Tensor mean_over_views(const ImageBatch& batch) const;
    double teach(const torch::Tensor& images, const torch::Tensor& target);
    void follow();
    void restore_some(std::int64_t first_item);

    std::unique_ptr<ImageNet> student_, teacher_, source_;
    ImageMethodOptions options_;
    LearnedNet learned_;
    std::vector<torch::Tensor> followers_;  // the teacher's, in the order of learned_.parameters()
    std::vector<torch::Tensor> starts_;     // the source's, likewise
    ForeachOptimizer optimizer_;
};

}  // namespace ttt
