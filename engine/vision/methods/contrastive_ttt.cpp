#include "engine/vision/methods/contrastive_ttt.h"

#include "engine/records/error.h"
#include "engine/vision/nets/contrastive.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

std::unique_ptr<ImageNet> with_two_views(std::unique_ptr<ImageNet> net)
{
    if (!net->resnet() || net->resnet()->config.contrastive == 0)
        throw Error(
            "The method ttt-contrastive learns from two views of each image, and this net has no branch for that; "
            "take one of `ttt images train --task contrastive`.");
    return net;
}

}  // namespace

ContrastiveTtt::ContrastiveTtt(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : net_(with_two_views(std::move(net))), options_(options), learned_(*net_, [](const ImageNetTensor& tensor) {
          return is_of_extractor(tensor) || tensor.name.starts_with("contrastive.");
      })
{
}

/// f32 [2 B, C, S, S]: a view of each, then another; each follows from the image's place in the stream.
Tensor ContrastiveTtt::drawn_views(const ImageBatch& batch, std::int64_t step) const
{
    std::vector<Tensor> numbers;
    for (std::int64_t i = 0; i < batch.pixels.size(0); ++i) {
        Draws draws(options_.seed, batch.first_item + i, "two views", static_cast<int>(step));
        numbers.push_back(draw_contrastive_views(2, draws));
    }
    const Tensor both = torch::stack(numbers, 1).view({-1, numbers.front().size(1)});
    return contrastive_views(batch.pixels.repeat({2, 1, 1, 1}), both.to(batch.pixels.device()));
}

Tensor ContrastiveTtt::learn(const Tensor& views)
{
    const torch::AutoGradMode with_gradients(true);
    const Tensor codes = contrastive_code(*net_->resnet(), net_->normalised(views), NormMode::train);
    const std::int64_t images = codes.size(0) / 2;
    const Tensor loss = contrastive_loss(codes.slice(0, 0, images), codes.slice(0, images));
    descend(learned_.parameters(), torch::autograd::grad({loss}, learned_.parameters()), options_.lr);
    return loss.detach();
}

ImageAnswer ContrastiveTtt::step(const ImageBatch& batch)
{
    const torch::NoGradGuard no_grad;
    ImageAnswer answer;
    if (options_.scores_before)
        answer.logits = predict(batch.pixels);
    if (batch.pixels.size(0) > 1 && options_.steps > 0) {
        Tensor sum = torch::zeros({}, torch::TensorOptions(batch.pixels.device()));
        for (std::int64_t step = 0; step < options_.steps; ++step)
            sum = sum + learn(drawn_views(batch, step));
        answer.numbers.loss = sum.item<double>() / static_cast<double>(options_.steps);
        answer.numbers.updated = true;
    }
    if (!options_.scores_before)
        answer.logits = predict(batch.pixels);
    return answer;
}

void ContrastiveTtt::reset()
{
    learned_.restore();
}

Tensor ContrastiveTtt::predict(const Tensor& pixels) const
{
    const torch::NoGradGuard no_grad;
    return net_->forward(net_->normalised(pixels), NormMode::stored);
}

}  // namespace ttt
