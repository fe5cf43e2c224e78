#include "engine/vision/methods/augmix_method.h"

#include <torch/utils.h>

#include <cmath>
#include <limits>

namespace ttt {

using torch::Tensor;

namespace {

ImageMethodOptions without_steps(ImageMethodOptions options)
{
    options.steps = 0;
    return options;
}

}  // namespace

Tensor augmix_views(const Tensor& image, const std::vector<AugMixView>& views, Uncovered uncovered)
{
    const Tensor picture = image.squeeze(0).permute({1, 2, 0}).cpu().contiguous();
    const ImageShape shape{picture.size(0), picture.size(1), picture.size(2)};
    const Tensor all =
        torch::empty({static_cast<std::int64_t>(views.size()), shape.channels, shape.height, shape.width});
    const std::span<const std::uint8_t> pixels(picture.const_data_ptr<std::uint8_t>(), shape.bytes());
    float* to = all.data_ptr<float>();
    for (const AugMixView& view : views) {
        augmix_view(pixels, shape, view, uncovered, {to, shape.bytes()});
        to += shape.bytes();
    }
    return all;
}

void AugMixMethod::feed(std::int64_t item, std::int64_t step)
{
    Draws draws(options().seed, item, "augmix", static_cast<int>(step));
    std::vector<AugMixView> views;
    for (std::int64_t i = 0; i < options().views; ++i)
        views.push_back(draw_augmix(net().side(), draws));
    const Uncovered uncovered = options().as_published ? Uncovered::as_published : Uncovered::grey;
    give(augmix_views(image(), views, uncovered));
}

Tensor AugMixMethod::view_logits(NormMode mode) const
{
    return net().forward(net().normalised(views_), mode);
}

Tensor log_mean_probability(const Tensor& logits)
{
    const Tensor sum = torch::logsumexp(torch::log_softmax(logits, 1), 0, true);
    return (sum - std::log(static_cast<double>(logits.size(0)))).clamp_min(std::numeric_limits<float>::lowest());
}

Tensor marginal_entropy(const Tensor& logits)
{
    const Tensor mean = log_mean_probability(logits);
    return -(mean * mean.exp()).sum();
}

AugMixMean::AugMixMean(std::unique_ptr<ImageNet> net, ImageMethodOptions options)
    : AugMixMethod(std::move(net), without_steps(options),
                   {.is_episodic = false, .learned = [](const ImageNetTensor&) { return false; }})
{
}

Tensor AugMixMean::loss() const
{
    return marginal_entropy(view_logits(NormMode::stored));
}

Tensor AugMixMean::answer() const
{
    return log_mean_probability(view_logits(NormMode::stored));
}

Memo::Memo(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : AugMixMethod(std::move(net), options, {.is_episodic = true, .learned = [](const ImageNetTensor& tensor) {
                                                 return !tensor.is_of_another_task();
                                             }})
{
}

NormMode Memo::norms() const
{
    const double prior = options().source_prior;
    return net().has_batch_norm() && prior > 0 ? NormMode::mixed(1 / (prior + 1)) : NormMode(NormMode::stored);
}

Tensor Memo::loss() const
{
    return marginal_entropy(view_logits(norms()));
}

Tensor Memo::answer() const
{
    return net().forward(net().normalised(image()), norms());
}

}  // namespace ttt
