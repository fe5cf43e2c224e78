#include "engine/vision/methods/chosen_images.h"

#include <torch/utils.h>

#include <cmath>

namespace ttt {

using torch::Tensor;

double entropy_margin(const ImageNet& net, const ImageMethodOptions& options)
{
    return options.entropy_margin * std::log(static_cast<double>(net.classes()));
}

ChosenImages::ChosenImages(const Tensor& is_chosen) : is_chosen_(is_chosen), count_(is_chosen.sum(torch::kFloat32)) {}

Tensor ChosenImages::share() const
{
    return count_ / is_chosen_.size(0);
}

Tensor ChosenImages::mean(const Tensor& values) const
{
    const Tensor rows = values.dim() == 1 ? is_chosen_ : is_chosen_.unsqueeze(1);
    return torch::where(rows, values, 0.0).sum(0) / count_.clamp_min(1);
}

}  // namespace ttt
