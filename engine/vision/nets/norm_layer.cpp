#include "engine/vision/nets/norm_layer.h"

#include "engine/records/error.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

constexpr double eps = 1e-5;
constexpr double momentum = 0.1;

Tensor mixed_normed(const NormWeights& norm, const Tensor& x, double share)
{
    const auto [variance, mean] = torch::var_mean(x.detach(), {0, 2, 3}, /*unbiased=*/true);
    return torch::batch_norm(x, norm.weight, norm.bias, torch::lerp(norm.mean, mean, share),
                             torch::lerp(norm.variance, variance, share), false, momentum, eps, true);
}

/// In batch mode the stored statistics are not handed over: LibTorch would write into them.
Tensor batch_normed(const NormWeights& norm, const Tensor& x, NormMode mode)
{
    if (mode != NormMode::stored && x.size(0) * x.size(2) * x.size(3) == 1)
        throw Error(
            "Batch norm over one image of one pixel has nothing to normalise by; take a larger batch, or stored "
            "statistics.");
    if (mode.kind == NormMode::of_both)
        return mixed_normed(norm, x, mode.share);
    const bool takes_stored = mode != NormMode::batch;
    return torch::batch_norm(x, norm.weight, norm.bias, takes_stored ? norm.mean : Tensor(),
                             takes_stored ? norm.variance : Tensor(), mode != NormMode::stored, momentum, eps, true);
}

}  // namespace

Tensor normed(const NormLayout& layout, const NormWeights& norm, const Tensor& x, NormMode mode)
{
    if (layout.kind == NormKind::bn)
        return batch_normed(norm, x, mode);
    // Channels last, LibTorch 2.11 writes a gradient of x that nobody asked for, and crashes.
    return torch::group_norm(x.contiguous(), layout.groups, norm.weight, norm.bias, eps);
}

void visit_norm(NormWeights& norm, const NormLayout& layout, const std::string& name, std::int64_t channels,
                const VisitImageTensor& visit)
{
    visit({name + ".weight", {channels}, ImageTensorRole::norm}, norm.weight);
    visit({name + ".bias", {channels}, ImageTensorRole::norm}, norm.bias);
    if (layout.kind == NormKind::gn)
        return;
    visit({name + ".running_mean", {channels}, ImageTensorRole::statistic}, norm.mean);
    visit({name + ".running_var", {channels}, ImageTensorRole::statistic}, norm.variance);
}

}  // namespace ttt
