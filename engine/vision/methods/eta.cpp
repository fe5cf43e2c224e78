#include "engine/vision/methods/eta.h"

#include "engine/vision/methods/chosen_images.h"
#include "engine/vision/methods/predictions.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double kept_share = 0.9;  // of m

}  // namespace

Eta::Eta(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : NormMethod(std::move(net), options, ForeachOptimizer::Nesterov::no, &is_norm_of_classes),
      margin_(entropy_margin(this->net(), options)),
      mean_(torch::zeros({this->net().classes()}, parameters().front().options().requires_grad(false)))
{
}

void Eta::reset()
{
    NormMethod::reset();
    mean_.zero_();
}

Tensor Eta::is_unlike_before(const Tensor& probabilities) const
{
    const Tensor likeness = torch::cosine_similarity(mean_.unsqueeze(0), probabilities, 1).abs();
    return (likeness < options().redundancy_margin).logical_or(mean_.any().logical_not());
}

NormMethod::Lesson Eta::lesson(const Tensor& images)
{
    const Tensor logits = net().forward(images, NormMode::batch);
    const Tensor surprise = entropy(logits), known = surprise.detach();
    const Tensor probabilities = torch::softmax(logits.detach(), 1);
    const ChosenImages reliable(known < margin_);
    const ChosenImages selected(reliable.is_chosen().logical_and(is_unlike_before(probabilities)));
    const Tensor loss = selected.mean(surprise * (margin_ - known).exp());
    std::vector<Tensor> gradients = gradients_of(loss);
    const torch::NoGradGuard no_grad;
    const Tensor now = selected.mean(probabilities);
    mean_with_this_one_ = torch::where(mean_.any(), kept_share * mean_ + (1 - kept_share) * now, now);
    const Tensor whole = held_back(loss.detach(), gradients);
    return {logits, gradients, {whole, reliable.share(), selected.share()}};
}

bool Eta::judge(const std::vector<double>& numbers, ImageNumbers& shown)
{
    shown.reliable = 100 * numbers[1];
    shown.selected = 100 * numbers[2];
    if (numbers[2] == 0)
        return false;
    shown.loss = numbers[0];
    mean_.copy_(mean_with_this_one_);
    return true;
}

}  // namespace ttt
