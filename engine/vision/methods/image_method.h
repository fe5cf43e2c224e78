// A method of test-time training or adaptation on images: batches in, logits out.
#pragma once

#include "engine/vision/methods/image_method_options.h"
#include "engine/vision/nets/image_net.h"

#include <torch/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct ImageBatch {
    torch::Tensor pixels;         // u8 [B, C, H, W] on the device, as the stream shows them
    std::int64_t first_item = 0;  // of the stream: for counter-based draws
};

/// Shares in per cent.
struct ImageNumbers {
    std::optional<double> loss, reliable, selected, recovery_entropy, source_confidence;
    bool updated = false;
    bool was_reset = false;
};

struct ImageAnswer {
    torch::Tensor logits;  // f32 [B, classes], what is scored
    ImageNumbers numbers;
};

/// What learns, by layer, for drift: f32 tensors that change in place.
struct LearnedLayer {
    std::int64_t layer;
    std::string name;
    std::vector<torch::Tensor> now;
    std::vector<torch::Tensor> start;
};

/// Owns what it learns. One thread.
class ImageMethod {
public:
    virtual ~ImageMethod() = default;

    /// Scores as the method's authors do, then (or before) learns.
    virtual ImageAnswer step(const ImageBatch& batch) = 0;

    /// Nothing that was learned from an image is left at the next.
    virtual bool is_episodic() const { return false; }

    /// Weights, moments, statistics as at the start.
    virtual void reset() = 0;

    /// Empty: nothing.
    virtual std::vector<LearnedLayer> learned() const = 0;

    /// u8 [B, C, H, W] to logits, without learning and without changing anything: the clean probe.
    virtual torch::Tensor predict(const torch::Tensor& pixels) const = 0;
};

/// key: of known_methods(). The net is copied to the device. `clean`: u8 [N, C, H, W], images of the kind that the net
/// was trained on, for the methods that ask for them; may be undefined. Throws Error that a person can act on.
std::unique_ptr<ImageMethod> make_image_method(const std::string& key, const ImageNet& net,
                                               const ImageMethodOptions& options, torch::Device device,
                                               const torch::Tensor& clean = {});

}  // namespace ttt
