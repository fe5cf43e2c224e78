#include "engine/vision/methods/mae_ttt.h"

#include "engine/records/error.h"
#include "engine/vision/nets/image_batch.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

std::unique_ptr<ImageNet> with_decoder(std::unique_ptr<ImageNet> net)
{
    if (!net->mae())
        throw Error(
            "The method ttt-mae fills in hidden patches, and this net can't; take one of `ttt images train --net "
            "mae`.");
    return net;
}

}  // namespace

MaeTtt::MaeTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : PerImageMethod(with_decoder(std::move(net)), options,
                     {.is_episodic = true, .learned = [](const ImageNetTensor& tensor) {
                          return !tensor.name.starts_with("decoder") && !tensor.name.starts_with("classifier");
                      }})
{
}

void MaeTtt::feed(std::int64_t item, std::int64_t step)
{
    Draws draws(options().seed, item, "hidden patches", static_cast<int>(step));
    give(draw_uniform(options().views, net().mae()->config.patches(), draws));
}

Tensor MaeTtt::loss() const
{
    return filling_loss(net(), image(), noise_);
}

Tensor filling_loss(const ImageNet& net, const Tensor& image, const Tensor& noise)
{
    const MaeWeights& weights = *net.mae();
    const PatchMask mask = mask_of(noise, weights.config.seen());
    return reconstruction_loss(weights, net.normalised(image).expand({noise.size(0), -1, -1, -1}), mask);
}

}  // namespace ttt
