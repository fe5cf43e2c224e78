#include "engine/vision/nets/mae_vit.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

Tensor through_blocks(const std::vector<VitBlock>& blocks, std::int64_t heads, Tensor x)
{
    for (const VitBlock& block : blocks)
        x = through_block(block, heads, x);
    return x;
}

/// x [B, L, d] by places [B, n]: [B, n, d].
Tensor picked(const Tensor& x, const Tensor& places)
{
    return x.gather(1, places.unsqueeze(2).expand({-1, -1, x.size(2)}));
}

}  // namespace

PatchMask mask_of(const Tensor& noise, std::int64_t seen)
{
    const Tensor order = torch::argsort(noise, /*stable=*/true, 1, false);
    const Tensor restore = torch::argsort(order, /*stable=*/true, 1, false);
    return {order.slice(1, 0, seen), restore, restore.ge(seen).to(torch::kFloat32)};
}

Tensor encoded(const MaeWeights& weights, const Tensor& images, const PatchMask* mask)
{
    const MaeConfig& config = weights.config;
    const Tensor patches = torch::conv2d(images, weights.patch_embed.weight, weights.patch_embed.bias, config.patch);
    Tensor x = patches.flatten(2).transpose(1, 2) + weights.pos_embed.slice(1, 1);
    if (mask)
        x = picked(x, mask->seen);
    const Tensor cls = weights.cls_token + weights.pos_embed.slice(1, 0, 1);
    x = torch::cat({cls.expand({x.size(0), -1, -1}), x}, 1);
    return layer_normed(weights.norm, through_blocks(weights.blocks, config.encoder.heads, x));
}

Tensor filled_in(const MaeWeights& weights, const Tensor& latent, const PatchMask& mask)
{
    const Tensor x = through_linear(weights.decoder_embed, latent);
    const std::int64_t hidden = mask.restore.size(1) + 1 - x.size(1);
    const Tensor tokens = torch::cat({x.slice(1, 1), weights.mask_token.expand({x.size(0), hidden, -1})}, 1);
    Tensor all = torch::cat({x.slice(1, 0, 1), picked(tokens, mask.restore)}, 1) + weights.decoder_pos_embed;
    all = through_blocks(weights.decoder_blocks, weights.config.decoder.heads, all);
    return through_linear(weights.decoder_pred, layer_normed(weights.decoder_norm, all)).slice(1, 1);
}

Tensor patch_targets(const MaeConfig& config, const Tensor& images)
{
    const std::int64_t grid = config.grid(), patch = config.patch;
    const Tensor pixels = images.reshape({images.size(0), config.channels, grid, patch, grid, patch})
                              .permute({0, 2, 4, 3, 5, 1})
                              .reshape({images.size(0), config.patches(), config.patch_values()});
    return (pixels - pixels.mean(2, true)) / (pixels.var(2, /*unbiased=*/true, /*keepdim=*/true) + 1e-6).sqrt();
}

Tensor reconstruction_loss(const MaeWeights& weights, const Tensor& images, const PatchMask& mask)
{
    const Tensor filled = filled_in(weights, encoded(weights, images, &mask), mask);
    const Tensor errors = (filled - patch_targets(weights.config, images)).square().mean(2);
    return (errors * mask.hidden).sum() / mask.hidden.sum();
}

Tensor classified(const MaeWeights& weights, const Tensor& latent)
{
    Tensor x = through_linear(weights.classifier_embed, latent) + weights.classifier_pos_embed;
    x = through_blocks(weights.classifier_blocks, weights.config.classifier.heads, x);
    return through_linear(weights.classifier_pred, layer_normed(weights.classifier_norm, x).select(1, 0));
}

Tensor class_logits(const MaeWeights& weights, const Tensor& images)
{
    return classified(weights, encoded(weights, images, nullptr));
}

}  // namespace ttt
