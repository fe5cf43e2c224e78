#include "engine/vision/methods/sar.h"

#include "engine/vision/methods/chosen_images.h"
#include "engine/vision/methods/predictions.h"

#include <torch/utils.h>

#include <algorithm>
#include <initializer_list>
#include <string>

namespace ttt {

using torch::Tensor;

namespace {

constexpr double kept_share = 0.9;       // of e
constexpr double published_level = 0.2;  // e_m, nats

ImageMethodOptions by_sgd(ImageMethodOptions options)
{
    options.uses_adam = false;
    return options;
}

bool holds_any(const std::string& name, std::initializer_list<const char*> parts)
{
    return std::any_of(parts.begin(), parts.end(),
                       [&](const char* part) { return name.find(part) != std::string::npos; });
}

}  // namespace

bool is_norm_of_sar(const ImageNet& net, const ImageNetTensor& tensor, bool as_published)
{
    const std::string module = tensor.name.substr(0, tensor.name.rfind('.'));
    const bool is_called_norm = module == "norm" || holds_any(module, {"norm."});
    return is_norm_of_classes(net, tensor) && !holds_any(module, {"layer4", "blocks.9", "blocks.10", "blocks.11"}) &&
           !(is_called_norm && (net.mae() || as_published));
}

Sar::Sar(std::unique_ptr<ImageNet> net, ImageMethodOptions options)
    : NormMethod(std::move(net), by_sgd(options), ForeachOptimizer::Nesterov::no,
                 [&](const ImageNet& of, const ImageNetTensor& tensor) {
                     return is_norm_of_sar(of, tensor, options.as_published);
                 }),
      margin_(entropy_margin(this->net(), options))
{
    for (const Tensor& parameter : parameters())
        before_.push_back(torch::empty_like(parameter.detach()));
}

void Sar::reset()
{
    NormMethod::reset();
    running_mean_.reset();
}

/// θ += ρ g / (‖g‖ + 1e-12), the norm over all parameters.
void Sar::climb(const std::vector<Tensor>& gradients)
{
    const torch::NoGradGuard no_grad;
    at::_foreach_copy_(before_, parameters());
    const Tensor length = torch::stack(at::_foreach_norm(gradients)).norm();
    at::_foreach_add_(parameters(), at::_foreach_mul(gradients, options().sharpness / (length + 1e-12)));
}

NormMethod::Lesson Sar::lesson(const Tensor& images)
{
    const Tensor logits = net().forward(images, NormMode::batch);
    const Tensor surprise = entropy(logits);
    const ChosenImages reliable(surprise.detach() < margin_);
    climb(gradients_of(reliable.mean(surprise)));
    const Tensor there = entropy(net().forward(images, NormMode::batch));
    const ChosenImages selected(reliable.is_chosen().logical_and(there.detach() < margin_));
    const Tensor loss = selected.mean(there);
    const std::vector<Tensor> gradients = gradients_of(loss);
    const torch::NoGradGuard no_grad;
    at::_foreach_copy_(parameters(), before_);
    return {logits, gradients, {loss, reliable.share(), selected.share()}};
}

bool Sar::judge(const std::vector<double>& numbers, ImageNumbers& shown)
{
    shown.reliable = 100 * numbers[1];
    shown.selected = 100 * numbers[2];
    const bool learns = numbers[2] > 0;
    if (learns) {
        shown.loss = numbers[0];
        running_mean_ = running_mean_ ? kept_share * *running_mean_ + (1 - kept_share) * numbers[0] : numbers[0];
    }
    shown.recovery_entropy = running_mean_;
    return learns || options().as_published;
}

void Sar::finish(ImageNumbers& shown)
{
    const double level = options().as_published ? published_level : options().reset_below;
    if (!running_mean_ || *running_mean_ >= level)
        return;
    shown.was_reset = true;
    if (options().as_published)
        restore_weights();
    else
        reset();
}

}  // namespace ttt
