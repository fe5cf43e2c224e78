// Methods that learn from one image at a time: views of it, a loss without a label, some steps, then the answer.
#pragma once

#include "engine/vision/methods/foreach_optimizer.h"
#include "engine/vision/methods/image_method.h"
#include "engine/vision/methods/learned_net.h"
#include "engine/vision/methods/recorded_work.h"

#include <functional>

namespace ttt {

/// The images of a batch one after the other, so that answers do not depend on its size. On a GPU a step is one launch.
class PerImageMethod : public ImageMethod {
public:
    ImageAnswer step(const ImageBatch& batch) override;
    void reset() override;
    bool is_episodic() const override { return is_episodic_; }
    std::vector<LearnedLayer> learned() const override { return learned_.layers(); }
    torch::Tensor predict(const torch::Tensor& pixels) const override;

protected:
    struct Choice {
        bool is_episodic = true;                             // starts anew with each image
        std::function<bool(const ImageNetTensor&)> learned;  // what moves
    };

    PerImageMethod(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, const Choice& choice);

    /// On the host: makes and hands over what the step reads, by hand_over(). `item`: place in the stream.
    virtual void feed(std::int64_t item, std::int64_t step) = 0;

    /// Of what was fed and image(); f32 [], differentiable. Does not wait for the device.
    virtual torch::Tensor loss() const = 0;

    /// f32 [1, classes]. Does not wait for the device.
    virtual torch::Tensor answer() const;

    const ImageNet& net() const { return *net_; }
    const ImageMethodOptions& options() const { return options_; }
    const torch::Tensor& image() const { return image_; }  // u8 [1, C, S, S]
    torch::Device device() const { return image_.device(); }

    /// Copies numbers of the host to `place` on the device; makes it at first use.
    void hand_over(const torch::Tensor& numbers, torch::Tensor& place) const;

private:
    void learn();
    void start_anew();
    torch::Tensor taught(std::int64_t item);

    std::unique_ptr<ImageNet> net_;
    ImageMethodOptions options_;
    bool is_episodic_;
    LearnedNet learned_;
    ForeachOptimizer optimizer_;
    torch::Tensor image_, loss_sum_, logits_;
    RecordedWork work_;
};

}  // namespace ttt
