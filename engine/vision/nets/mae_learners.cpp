#include "engine/vision/nets/mae_learners.h"

#include "engine/vision/nets/image_batch.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace ttt {

namespace {

using torch::Tensor;

constexpr double label_smoothing = 0.1;
constexpr std::int64_t judged_at_once = 500;

/// Rises over the first twentieth of the epochs, then a half cosine down to 0.
double risen_and_fallen(double lr, double epochs, std::int64_t all)
{
    const double share = epochs / static_cast<double>(all), rise = 0.05;
    if (share < rise)
        return lr * share / rise;
    return lr * (0.5 + 0.5 * std::cos(std::numbers::pi * (share - rise) / (1 - rise)));
}

/// The tensors that the optimizer moves, as they stand in the net; the others are left without gradients.
NamedTensors leaves(MaeWeights& weights, bool is_classifier)
{
    NamedTensors named;
    visit_tensors(weights, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = tensor.detach();
        if (spec.is_learned() && is_of_classifier(spec) == is_classifier)
            named.emplace_back(spec.name, tensor);
    });
    return named;
}

}  // namespace

MaeLearner::MaeLearner(const MaePlace& place, TrainingFile file, const Choice& choice)
    : place_(place), file_(std::move(file)), choice_(choice),
      optimizer_(leaves(place_.weights, choice.is_classifier), choice.weight_decay)
{
    file_.restore(everything(), choice.epochs);
}

double MaeLearner::rate(double epochs) const
{
    return risen_and_fallen(choice_.lr, epochs, choice_.epochs);
}

Tensor MaeLearner::training_views(const Tensor& index, Draws& draws) const
{
    const CropFlips views = draw_crop_flips(index.size(0), config().side, draws);
    return normalised(crop_flipped(place_.train.images.index_select(0, index), views));
}

Tensor MaeLearner::normalised(const Tensor& images) const
{
    return normalised_images(images, config().mean, config().deviation);
}

Tensor MaeLearner::descend(const Tensor& loss, double lr)
{
    loss.backward();
    optimizer_.step(lr);
    return loss.detach().view({1});
}

NamedTensors MaeLearner::everything() const
{
    NamedTensors all;
    MaeWeights handles = place_.weights;
    visit_tensors(
        handles, [&all](const ImageTensorSpec& spec, Tensor& tensor) { all.emplace_back(spec.name, tensor.detach()); });
    for (auto& named : optimizer_.state())
        all.push_back(std::move(named));
    return all;
}

PatchMask FillingLearner::drawn_mask(std::int64_t images, Draws& draws) const
{
    return mask_of(draw_uniform(images, config().patches(), draws).to(place_.device), config().seen());
}

Tensor FillingLearner::step(const Tensor& index, double lr, Draws& draws)
{
    const Tensor images = training_views(index, draws);
    return descend(reconstruction_loss(place_.weights, images, drawn_mask(index.size(0), draws)), lr);
}

std::vector<TrainingNumber> FillingLearner::judge()
{
    const torch::NoGradGuard no_grad;
    const std::int64_t count = place_.test.images.size(0);
    double sum = 0;
    Draws draws(0, 0, "judged", 0);  // the same masks after each epoch
    for (std::int64_t begin = 0; begin < count; begin += judged_at_once) {
        const Tensor images = normalised(place_.test.images.slice(0, begin, std::min(count, begin + judged_at_once)));
        const PatchMask mask = drawn_mask(images.size(0), draws);
        sum += reconstruction_loss(place_.weights, images, mask).item<double>() * static_cast<double>(images.size(0));
    }
    if (count == 0)
        return {};
    return {{"test_loss", "of test images", sum / static_cast<double>(count)}};
}

Tensor ClassifierLearner::step(const Tensor& index, double lr, Draws& draws)
{
    const Tensor latent = encoded(place_.weights, training_views(index, draws), nullptr);
    const Tensor labels = place_.train.labels.index_select(0, index);
    return descend(torch::cross_entropy_loss(classified(place_.weights, latent), labels, {}, at::Reduction::Mean, -100,
                                             label_smoothing),
                   lr);
}

std::vector<TrainingNumber> ClassifierLearner::judge()
{
    const torch::NoGradGuard no_grad;
    const std::int64_t count = place_.test.labels.size(0);
    std::int64_t wrong = 0;
    for (std::int64_t begin = 0; begin < count; begin += judged_at_once) {
        const std::int64_t end = std::min(count, begin + judged_at_once);
        const Tensor logits = class_logits(place_.weights, normalised(place_.test.images.slice(0, begin, end)));
        wrong += logits.argmax(1).ne(place_.test.labels.slice(0, begin, end)).sum().item<std::int64_t>();
    }
    if (count == 0)
        return {};
    return {{"error", "error", 100 * static_cast<double>(wrong) / static_cast<double>(count), "%"}};
}

}  // namespace ttt
