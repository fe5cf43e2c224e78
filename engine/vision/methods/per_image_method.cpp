#include "engine/vision/methods/per_image_method.h"

#include "engine/records/error.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

constexpr std::size_t learning = 0, answering = 1;

}  // namespace

PerImageMethod::PerImageMethod(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, const Choice& choice)
    : net_(std::move(net)), options_(options), is_episodic_(choice.is_episodic), learned_(*net_, choice.learned),
      optimizer_(learned_.parameters(), options, ForeachOptimizer::Nesterov::no),
      work_({[this] { learn(); },
             [this] {
                 const torch::NoGradGuard no_grad;
                 logits_ = answer();
             }})
{
    const torch::Device device = net_->tensors().front().tensor.device();
    image_ = torch::zeros({1, net_->channels(), net_->side(), net_->side()},
                          torch::TensorOptions(device).dtype(torch::kUInt8));
    loss_sum_ = torch::zeros({}, torch::TensorOptions(device));
}

Tensor PerImageMethod::answer() const
{
    return net_->forward(net_->normalised(image_), NormMode::stored);
}

Tensor PerImageMethod::predict(const Tensor& pixels) const
{
    const torch::NoGradGuard no_grad;
    return net_->forward(net_->normalised(pixels), NormMode::stored);
}

void PerImageMethod::hand_over(const Tensor& numbers, Tensor& place) const
{
    if (place.defined())
        place.copy_(numbers);
    else
        place = numbers.to(device(), numbers.scalar_type(), false, /*copy=*/true);
}

void PerImageMethod::learn()
{
    const torch::AutoGradMode with_gradients(true);
    const Tensor value = loss();
    if (learned_.parameters().empty())
        return;
    optimizer_.step(torch::autograd::grad({value}, learned_.parameters()));
    const torch::NoGradGuard no_grad;
    loss_sum_.add_(value.detach());
}

void PerImageMethod::start_anew()
{
    learned_.restore();
    optimizer_.reset();
}

/// Scores the image after its steps, or before them.
Tensor PerImageMethod::taught(std::int64_t item)
{
    if (is_episodic_)
        start_anew();
    feed(item, 0);
    std::vector<Tensor> state = learned_.everything();
    state.push_back(loss_sum_);
    if (work_.prepare(state))
        optimizer_.reset();  // before the first image ever there are no moments
    Tensor logits;
    if (options_.scores_before) {
        work_.run(answering);
        logits = logits_.clone();
    }
    for (std::int64_t step = 0; step < options_.steps; ++step) {
        if (step > 0)
            feed(item, step);
        work_.run(learning);
    }
    if (!options_.scores_before) {
        work_.run(answering);
        logits = logits_.clone();
    }
    return logits;
}

ImageAnswer PerImageMethod::step(const ImageBatch& batch)
{
    const torch::NoGradGuard no_grad;
    if (batch.pixels.sizes().slice(1) != image_.sizes().slice(1))
        throw Error("The net reads images of " + std::to_string(net_->side()) + " x " + std::to_string(net_->side()) +
                    " pixels and " + std::to_string(net_->channels()) + " channels, and these are others.");
    const std::int64_t count = batch.pixels.size(0);
    loss_sum_.zero_();
    std::vector<Tensor> logits;
    for (std::int64_t i = 0; i < count; ++i) {
        image_.copy_(batch.pixels.slice(0, i, i + 1));
        logits.push_back(taught(batch.first_item + i));
    }
    ImageAnswer answer{torch::cat(logits), {}};
    if (options_.steps > 0) {
        answer.numbers.loss = loss_sum_.item<double>() / static_cast<double>(count * options_.steps);
        answer.numbers.updated = true;
    }
    return answer;
}

void PerImageMethod::reset()
{
    const torch::NoGradGuard no_grad;
    start_anew();
}

}  // namespace ttt
