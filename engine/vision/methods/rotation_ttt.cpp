#include "engine/vision/methods/rotation_ttt.h"

#include "engine/records/error.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

std::unique_ptr<ImageNet> with_rotations(std::unique_ptr<ImageNet> net)
{
    if (!net->resnet() || !net->resnet()->config.rotation)
        throw Error("The method ttt learns from rotations, and this net has no branch that tells them; take one of "
                    "`ttt images train`.");
    return net;
}

}  // namespace

RotationTtt::RotationTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, bool is_online)
    : PerImageMethod(with_rotations(std::move(net)), options,
                     {.is_episodic = !is_online, .learned = [](const ImageNetTensor& tensor) {
                          return is_of_extractor(tensor) || tensor.name.starts_with("rotation.");
                      }})
{
}

void RotationTtt::feed(std::int64_t item, std::int64_t step)
{
    Draws draws(options().seed, item, "turned views", static_cast<int>(step));
    give(turned_view_codes(draw_turned_views(options().views, net().side(), draws), net().side()));
}

Tensor RotationTtt::loss() const
{
    return rotation_loss(net(), image(), codes_);
}

Tensor rotation_loss(const ImageNet& net, const Tensor& image, const Tensor& codes)
{
    const Tensor logits = rotation_logits(*net.resnet(), net.normalised(cut_views(image, codes)), NormMode::train);
    return torch::cross_entropy_loss(logits, codes.select(1, 3));
}

}  // namespace ttt
