#include "engine/vision/methods/tent.h"

#include "engine/vision/methods/predictions.h"

namespace ttt {

using torch::Tensor;

Tent::Tent(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : NormMethod(std::move(net), options, ForeachOptimizer::Nesterov::yes, &is_norm_of_classes)
{
}

NormMethod::Lesson Tent::lesson(const Tensor& images)
{
    const Tensor logits = net().forward(images, NormMode::batch);
    const Tensor loss = entropy(logits).mean();
    return {logits, gradients_of(loss), {loss}};
}

bool Tent::judge(const std::vector<double>& numbers, ImageNumbers& shown)
{
    shown.loss = numbers[0];
    return true;
}

}  // namespace ttt
