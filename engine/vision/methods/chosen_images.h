// Which images of a batch teach: filters of the methods that learn from sure ones alone.
#pragma once

#include "engine/vision/methods/image_method_options.h"
#include "engine/vision/nets/image_net.h"

#include <torch/types.h>

namespace ttt {

/// E0, nats: the share of ln C that the options name.
double entropy_margin(const ImageNet& net, const ImageMethodOptions& options);

/// What of a batch passed a filter. Stays on the device, and is never waited for.
class ChosenImages {
public:
    explicit ChosenImages(const torch::Tensor& is_chosen);  // bool [B]

    const torch::Tensor& is_chosen() const { return is_chosen_; }

    /// f32 [], 0 … 1.
    torch::Tensor share() const;

    /// Mean of f32 [B, …] over the chosen ones; 0, with gradients of 0, when there are none.
    torch::Tensor mean(const torch::Tensor& values) const;

private:
    torch::Tensor is_chosen_, count_;
};

}  // namespace ttt
