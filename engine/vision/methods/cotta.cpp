#include "engine/vision/methods/cotta.h"

#include "engine/vision/methods/cotta_views.h"
#include "engine/vision/methods/device_draws.h"
#include "engine/vision/methods/predictions.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

/// As the authors choose: what is named weight or bias (no token of a transformer).
bool is_chosen(const ImageNetTensor& tensor)
{
    return !tensor.is_of_another_task() && (tensor.name.ends_with(".weight") || tensor.name.ends_with(".bias"));
}

std::vector<Tensor> chosen_of(const ImageNet& net)
{
    std::vector<Tensor> chosen;
    for (const ImageNetTensor& tensor : net.tensors())
        if (tensor.is_learned() && is_chosen(tensor))
            chosen.push_back(tensor.tensor);
    return chosen;
}

torch::Device device_of(const ImageNet& net)
{
    return net.tensors().front().tensor.device();
}

}  // namespace

Cotta::Cotta(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : student_(std::move(net)), teacher_(student_->clone(device_of(*student_))),
      source_(student_->clone(device_of(*student_))), options_(options), learned_(*student_, is_chosen),
      followers_(chosen_of(*teacher_)), starts_(chosen_of(*source_)),
      optimizer_(learned_.parameters(), options, ForeachOptimizer::Nesterov::yes)
{
}

/// The mean over the batch, as in the authors' code; not image by image.
double Cotta::source_confidence(const Tensor& images) const
{
    return torch::softmax(source_->forward(images, NormMode::batch), 1).amax(1).mean().item<double>();
}

Tensor Cotta::mean_over_views(const ImageBatch& batch) const
{
    const Tensor images = batch.pixels.to(torch::kFloat32) / 255;
    Tensor sum;
    for (std::int64_t i = 0; i < options_.views; ++i) {
        Draws draws(options_.seed, batch.first_item, "cotta view", static_cast<int>(i));
        const CottaView view = draw_cotta_view(images.size(2), draws);
        const Tensor seen = cotta_view(images, view, normal_draws(draws, images.sizes(), images.device()));
        const Tensor logits = teacher_->forward(teacher_->normalised(seen * 255), NormMode::batch);
        sum = sum.defined() ? sum.add_(logits) : logits;
    }
    return sum / options_.views;
}

double Cotta::teach(const Tensor& images, const Tensor& target)
{
    const torch::AutoGradMode with_gradients(true);
    const Tensor logits = student_->forward(images, NormMode::batch);
    const Tensor loss = -(torch::softmax(target, 1) * torch::log_softmax(logits, 1)).sum(1).mean();
    optimizer_.step(torch::autograd::grad({loss}, learned_.parameters()));
    return loss.item<double>();
}

void Cotta::follow()
{
    at::_foreach_mul_(followers_, options_.teacher_decay);
    at::_foreach_add_(followers_, learned_.parameters(), 1 - options_.teacher_decay);
}

void Cotta::restore_some(std::int64_t first_item)
{
    if (options_.restore <= 0)
        return;
    Draws draws(options_.seed, first_item, "cotta restore", 0);
    for (std::size_t i = 0; i < starts_.size(); ++i) {
        const Tensor& now = learned_.parameters()[i];
        const Tensor returns = uniform_draws(draws, now.numel(), now.device()).view(now.sizes()) < options_.restore;
        now.copy_(torch::where(returns, starts_[i], now));
    }
}

ImageAnswer Cotta::step(const ImageBatch& batch)
{
    const torch::NoGradGuard no_grad;
    const Tensor images = read_batch(*student_, batch.pixels);
    ImageAnswer answer;
    answer.numbers.source_confidence = source_confidence(images);
    const bool is_unsure = *answer.numbers.source_confidence < options_.confidence_below && options_.views > 0;
    answer.logits = is_unsure ? mean_over_views(batch) : teacher_->forward(images, NormMode::batch);
    answer.numbers.loss = teach(images, answer.logits);
    answer.numbers.updated = true;
    follow();
    restore_some(batch.first_item);
    return answer;
}

void Cotta::reset()
{
    const torch::NoGradGuard no_grad;
    learned_.restore();
    at::_foreach_copy_(followers_, starts_);
    optimizer_.reset();
}

Tensor Cotta::predict(const Tensor& pixels) const
{
    return predicted(*teacher_, read_batch(*teacher_, pixels), NormMode::batch);
}

}  // namespace ttt
