#include "engine/vision/methods/eata.h"

#include "engine/records/error.h"
#include "engine/vision/methods/predictions.h"

#include <torch/utils.h>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::int64_t fisher_batch = 64;

Tensor flat(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> rows;
    for (const Tensor& tensor : tensors)
        rows.push_back(tensor.detach().flatten());
    return torch::cat(rows);
}

/// Views of `numbers`, shaped as the tensors that flat() took.
std::vector<Tensor> parted(const Tensor& numbers, const std::vector<Tensor>& as)
{
    std::vector<Tensor> parts;
    std::int64_t begin = 0;
    for (const Tensor& tensor : as) {
        parts.push_back(numbers.slice(0, begin, begin + tensor.numel()).view(tensor.sizes()));
        begin += tensor.numel();
    }
    return parts;
}

}  // namespace

Eata::Eata(std::unique_ptr<ImageNet> net, const ImageMethodOptions& options, const Tensor& clean)
    : Eta(std::move(net), options)
{
    if (options.fisher_weight == 0)
        return;
    if (!clean.defined() || clean.size(0) == 0)
        throw Error(
            "EATA measures on clean images which weights matter, and there are none; give it some, or take eta.");
    const Tensor chosen = options.fisher_images > 0 ? clean.slice(0, 0, options.fisher_images) : clean;
    fisher_ = flat(squared_gradients(chosen.to(parameters().front().device())));
    start_ = flat(parameters());
}

std::vector<Tensor> Eata::squared_gradients(const Tensor& clean) const
{
    const torch::AutoGradMode with_gradients(true);
    std::vector<Tensor> sums;
    double batches = 0;
    for (std::int64_t begin = 0; begin < clean.size(0); begin += fisher_batch, ++batches) {
        const Tensor images = read_batch(net(), clean.slice(0, begin, begin + fisher_batch));
        const Tensor logits = net().forward(images, NormMode::batch);
        const std::vector<Tensor> gradients =
            gradients_of(torch::cross_entropy_loss(logits, logits.detach().argmax(1)));
        const torch::NoGradGuard no_grad;
        const std::vector<Tensor> squares = at::_foreach_mul(gradients, gradients);
        if (sums.empty())
            sums = squares;
        else
            at::_foreach_add_(sums, squares);
    }
    return at::_foreach_div(sums, batches);
}

Tensor Eata::held_back(const Tensor& loss, std::vector<Tensor>& gradients) const
{
    if (!fisher_.defined())
        return loss;
    const Tensor moved = flat(parameters()) - start_, weighed = fisher_ * moved;
    at::_foreach_add_(gradients, parted(2 * options().fisher_weight * weighed, gradients));
    return loss + options().fisher_weight * weighed.dot(moved);
}

}  // namespace ttt
