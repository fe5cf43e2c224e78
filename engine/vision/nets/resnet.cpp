#include "engine/vision/nets/resnet.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

Tensor normed(const ResNetConfig& config, const NormWeights& norm, const Tensor& x, NormMode mode)
{
    return normed(NormLayout{config.norm, config.groups}, norm, x, mode);
}

Tensor convolved(const Tensor& x, const Tensor& weight, std::int64_t stride)
{
    return torch::conv2d(x, weight, {}, stride, 1);
}

Tensor shortcut(const Tensor& x, const ResidualBlock& block)
{
    if (block.stride == 1)
        return x;
    const std::int64_t added = block.conv1.size(0) - block.conv1.size(1);
    return torch::constant_pad_nd(torch::avg_pool2d(x, block.stride), {0, 0, 0, 0, 0, added});
}

Tensor through_group(const ResNetConfig& config, const std::vector<ResidualBlock>& group, Tensor x, NormMode mode)
{
    for (const ResidualBlock& block : group) {
        const Tensor inner = convolved(torch::relu(normed(config, block.norm1, x, mode)), block.conv1, block.stride);
        x = shortcut(x, block) + convolved(torch::relu(normed(config, block.norm2, inner, mode)), block.conv2, 1);
    }
    return x;
}

}  // namespace

Tensor normalised_images(const ResNetConfig& config, const Tensor& images)
{
    return normalised_images(images, config.mean, config.deviation);
}

Tensor shared_features(const ResNetWeights& weights, const Tensor& images, NormMode mode)
{
    const ResNetConfig& config = weights.config;
    const Tensor first = convolved(images, weights.conv1, 1);
    return through_group(config, weights.group2, through_group(config, weights.group1, first, mode), mode);
}

Tensor branch_logits(const ResNetConfig& config, const ResNetBranch& branch, const Tensor& features, NormMode mode)
{
    const Tensor last = through_group(config, branch.group3, features, mode);
    const Tensor pooled = torch::relu(normed(config, branch.norm, last, mode)).mean({2, 3});
    return torch::linear(pooled, branch.fc_weight, branch.fc_bias);
}

Tensor class_logits(const ResNetWeights& weights, const Tensor& images, NormMode mode)
{
    return branch_logits(weights.config, weights.main, shared_features(weights, images, mode), mode);
}

Tensor rotation_logits(const ResNetWeights& weights, const Tensor& images, NormMode mode)
{
    return branch_logits(weights.config, weights.rotation, shared_features(weights, images, mode), mode);
}

Tensor contrastive_code(const ResNetWeights& weights, const Tensor& images, NormMode mode)
{
    return branch_logits(weights.config, weights.contrastive, shared_features(weights, images, mode), mode);
}

}  // namespace ttt
