// TENT (arXiv 2006.10726): the scales and shifts of the norms go down the entropy of the predictions.
#pragma once

#include "engine/vision/methods/norm_method.h"

namespace ttt {

/// L = mean H over the batch. SGD is Nesterov's, as in the authors' program, where momentum is not 0.
class Tent : public NormMethod {
public:
    Tent(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options);

protected:
    Lesson lesson(const torch::Tensor& images) override;
    bool judge(const std::vector<double>& numbers, ImageNumbers& shown) override;
};

}  // namespace ttt
