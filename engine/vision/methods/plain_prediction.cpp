#include "engine/vision/methods/plain_prediction.h"

#include "engine/records/error.h"
#include "engine/vision/methods/predictions.h"

#include <torch/types.h>

namespace ttt {

namespace {

std::unique_ptr<ImageNet> with_batch_norm(std::unique_ptr<ImageNet> net, const std::string& method)
{
    if (!net->has_batch_norm())
        throw Error("The method " + method +
                    " takes the statistics of a batch, and this net has no batch norm; take a net of batch norm.");
    return net;
}

}  // namespace

torch::Tensor PlainPrediction::predict(const torch::Tensor& pixels) const
{
    return predicted(*net_, read_batch(*net_, pixels), mode_);
}

BatchNormOne::BatchNormOne(std::unique_ptr<ImageNet> net, const ImageMethodOptions&)
    : PlainPrediction(with_batch_norm(std::move(net), "bn"), NormMode::batch)
{
}

BatchNormShare::BatchNormShare(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options)
    : PlainPrediction(with_batch_norm(std::move(net), "bn-alpha"), NormMode::mixed(options.alpha))
{
}

}  // namespace ttt
