#include "engine/vision/methods/predictions.h"

#include "engine/records/error.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

Tensor read_batch(const ImageNet& net, const Tensor& pixels)
{
    const std::vector<std::int64_t> wanted{net.channels(), net.side(), net.side()};
    if (pixels.sizes().slice(1) != torch::IntArrayRef(wanted))
        throw Error("The net reads images of " + std::to_string(net.side()) + " x " + std::to_string(net.side()) +
                    " pixels and " + std::to_string(net.channels()) + " channels, and these are others.");
    return net.normalised(pixels);
}

Tensor predicted(const ImageNet& net, const Tensor& images, NormMode mode)
{
    const torch::NoGradGuard no_grad;
    return net.forward(images, mode);
}

Tensor entropy(const Tensor& logits)
{
    const Tensor log_p = torch::log_softmax(logits, 1);
    return -(log_p.exp() * log_p).sum(1);
}

}  // namespace ttt
