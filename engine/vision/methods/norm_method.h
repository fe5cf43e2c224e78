// The family of TENT: norms take the statistics of the batch, and their scales and shifts learn from what the net then
// says of it.
#pragma once

#include "engine/vision/methods/foreach_optimizer.h"
#include "engine/vision/methods/image_method.h"
#include "engine/vision/methods/learned_net.h"
#include "engine/vision/methods/recorded_work.h"

#include <functional>
#include <vector>

namespace ttt {

/// Group norm has no statistics to take; its scales and shifts learn as well. Stored statistics are neither read nor
/// written. The device is waited for once a step.
class NormMethod : public ImageMethod {
public:
    /// Scores the logits of the last pass that was learned from, or, where the options say so, of one more after it.
    ImageAnswer step(const ImageBatch& batch) override;
    void reset() override;
    std::vector<LearnedLayer> learned() const override { return learned_.layers(); }

    /// By the statistics of these images.
    torch::Tensor predict(const torch::Tensor& pixels) const override;

protected:
    struct Lesson {
        torch::Tensor logits;                  // f32 [B, classes], by the weights before the update
        std::vector<torch::Tensor> gradients;  // one a parameter
        std::vector<torch::Tensor> numbers;    // f32 [] each, what judge() reads on the host
    };

    using Choice = std::function<bool(const ImageNet&, const ImageNetTensor&)>;

    NormMethod(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, ForeachOptimizer::Nesterov nesterov,
               const Choice& learned);

    /// What `images`, normalised, teach. Gradients are on. The parameters are afterwards as before. On a GPU it is
    /// recorded: all that it reads and writes stays where it is, and it does not look at values.
    virtual Lesson lesson(const torch::Tensor& images) = 0;

    /// Fills in what people see of the lesson, and says whether the step is taken.
    virtual bool judge(const std::vector<double>& numbers, ImageNumbers& shown) = 0;

    /// After each lesson, taken or not.
    virtual void finish(ImageNumbers&) {}

    const ImageNet& net() const { return *net_; }
    const ImageMethodOptions& options() const { return options_; }
    const std::vector<torch::Tensor>& parameters() const { return learned_.parameters(); }
    std::vector<torch::Tensor> gradients_of(const torch::Tensor& loss) const;
    void restore_weights() { learned_.restore(); }

private:
    torch::Tensor learn(const torch::Tensor& images, ImageNumbers& shown);
    Lesson lesson_on(const torch::Tensor& images);
    Lesson lesson_of(const torch::Tensor& images);

    std::unique_ptr<ImageNet> net_;
    ImageMethodOptions options_;
    LearnedNet learned_;
    ForeachOptimizer optimizer_;
    torch::Tensor images_;  // f32 [B, C, H, W], of the recorded lesson
    Lesson found_;          // by it
    RecordedWork lesson_work_;
};

/// γ and β of all norms up to the classes' logits.
bool is_norm_of_classes(const ImageNet& net, const ImageNetTensor& tensor);

}  // namespace ttt
