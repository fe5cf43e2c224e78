#include "engine/vision/methods/norm_method.h"

#include "engine/vision/methods/predictions.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <algorithm>

namespace ttt {

using torch::Tensor;

namespace {

std::vector<double> on_the_host(const std::vector<Tensor>& numbers)
{
    const Tensor row = torch::stack(numbers).detach().to(torch::kCPU, torch::kFloat64);
    return {row.const_data_ptr<double>(), row.const_data_ptr<double>() + row.numel()};
}

}  // namespace

bool is_norm_of_classes(const ImageNet&, const ImageNetTensor& tensor)
{
    return tensor.role == ImageTensorRole::norm && !tensor.is_of_another_task();
}

NormMethod::NormMethod(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options,
                       ForeachOptimizer::Nesterov nesterov, const Choice& learned)
    : net_(std::move(net)), options_(options),
      learned_(*net_, [&](const ImageNetTensor& tensor) { return learned(*net_, tensor); }),
      optimizer_(learned_.parameters(), options, nesterov), lesson_work_({[this] { found_ = lesson_on(images_); }})
{
}

std::vector<Tensor> NormMethod::gradients_of(const Tensor& loss) const
{
    return torch::autograd::grad({loss}, learned_.parameters());
}

NormMethod::Lesson NormMethod::lesson_on(const Tensor& images)
{
    const torch::AutoGradMode with_gradients(true);
    Lesson found = lesson(images);
    found.logits = found.logits.detach();
    return found;
}

/// A batch of another size, as the last one of a stream, is no recorded work.
NormMethod::Lesson NormMethod::lesson_of(const Tensor& images)
{
    if (!images_.defined())
        images_ = images.clone();
    if (images.sizes() != images_.sizes())
        return lesson_on(images);
    images_.copy_(images);
    lesson_work_.prepare(parameters());
    lesson_work_.run(0);
    return {found_.logits.clone(), found_.gradients, found_.numbers};
}

Tensor NormMethod::learn(const Tensor& images, ImageNumbers& shown)
{
    const Lesson found = lesson_of(images);
    if (judge(on_the_host(found.numbers), shown)) {
        optimizer_.step(found.gradients);
        shown.updated = true;
    }
    finish(shown);
    return found.logits;
}

ImageAnswer NormMethod::step(const ImageBatch& batch)
{
    const torch::NoGradGuard no_grad;
    const Tensor images = read_batch(*net_, batch.pixels);
    ImageAnswer answer;
    const std::int64_t steps = std::max<std::int64_t>(1, options_.steps);  // methods without that setting take one
    for (std::int64_t step = 0; step < steps; ++step)
        answer.logits = learn(images, answer.numbers);
    if (!options_.scores_before)
        answer.logits = predicted(*net_, images, NormMode::batch);
    return answer;
}

void NormMethod::reset()
{
    learned_.restore();
    optimizer_.reset();
}

Tensor NormMethod::predict(const Tensor& pixels) const
{
    return predicted(*net_, read_batch(*net_, pixels), NormMode::batch);
}

}  // namespace ttt
