// Names, shapes and first values of the net's tensors.
#include "engine/vision/nets/mae_vit.h"

#include <torch/utils.h>

#include <cmath>

namespace ttt {

namespace {

using torch::Tensor;

void visit_blocks(std::vector<VitBlock>& blocks, const std::string& name, const VitStack& stack, std::int64_t mlp_ratio,
                  const VisitImageTensor& visit)
{
    blocks.resize(static_cast<std::size_t>(stack.depth));
    for (std::size_t i = 0; i < blocks.size(); ++i)
        visit_block(blocks[i], name + "." + std::to_string(i), stack.width, mlp_ratio, visit);
}

/// Of a stack: a class token and one for each patch.
void visit_positions(Tensor& table, const std::string& name, const MaeConfig& config, const VitStack& stack,
                     const VisitImageTensor& visit)
{
    visit({name, {1, 1 + config.patches(), stack.width}, ImageTensorRole::position}, table);
}

Tensor first_value(const ImageTensorSpec& spec, const MaeConfig& config, const torch::Generator& generator)
{
    if (spec.role == ImageTensorRole::position)
        return position_table(config.grid(), spec.shape[2]);
    if (spec.role == ImageTensorRole::token)
        return at::normal(0.0, 0.02, spec.shape, generator);
    if (spec.role == ImageTensorRole::norm)
        return spec.name.ends_with("weight") ? torch::ones(spec.shape) : torch::zeros(spec.shape);
    if (spec.name.ends_with("bias"))
        return torch::zeros(spec.shape);
    const Tensor weight = torch::empty(spec.shape);
    const auto out = static_cast<double>(weight.size(0)), in = static_cast<double>(weight.numel()) / out;
    const double most = std::sqrt(6 / (in + out));
    return weight.uniform_(-most, most, generator);
}

}  // namespace

bool is_of_decoder(const ImageTensorSpec& spec)
{
    return spec.name.starts_with("decoder");
}

bool is_of_classifier(const ImageTensorSpec& spec)
{
    return spec.name.starts_with("classifier");
}

void visit_tensors(MaeWeights& weights, const VisitImageTensor& visit)
{
    const MaeConfig& config = weights.config;
    const std::int64_t d = config.encoder.width, e = config.decoder.width, c = config.classifier.width;
    visit({"cls_token", {1, 1, d}, ImageTensorRole::token}, weights.cls_token);
    visit_positions(weights.pos_embed, "pos_embed", config, config.encoder, visit);
    visit({"patch_embed.proj.weight", {d, config.channels, config.patch, config.patch}, ImageTensorRole::convolution},
          weights.patch_embed.weight);
    visit({"patch_embed.proj.bias", {d}, ImageTensorRole::convolution}, weights.patch_embed.bias);
    visit_blocks(weights.blocks, "blocks", config.encoder, config.mlp_ratio, visit);
    visit_layer_norm(weights.norm, "norm", d, visit);
    visit_linear(weights.decoder_embed, "decoder_embed", e, d, visit);
    visit({"mask_token", {1, 1, e}, ImageTensorRole::token}, weights.mask_token);
    visit_positions(weights.decoder_pos_embed, "decoder_pos_embed", config, config.decoder, visit);
    visit_blocks(weights.decoder_blocks, "decoder_blocks", config.decoder, config.mlp_ratio, visit);
    visit_layer_norm(weights.decoder_norm, "decoder_norm", e, visit);
    visit_linear(weights.decoder_pred, "decoder_pred", config.patch_values(), e, visit);
    visit_linear(weights.classifier_embed, "classifier_embed", c, d, visit);
    visit_positions(weights.classifier_pos_embed, "classifier_pos_embed", config, config.classifier, visit);
    visit_blocks(weights.classifier_blocks, "classifier_blocks", config.classifier, config.mlp_ratio, visit);
    visit_layer_norm(weights.classifier_norm, "classifier_norm", c, visit);
    visit_linear(weights.classifier_pred, "classifier_pred", config.classes, c, visit);
}

MaeWeights init_mae(const MaeConfig& config, std::uint64_t seed)
{
    MaeWeights weights;
    weights.config = config;
    const torch::Generator generator = at::detail::createCPUGenerator(seed);
    visit_tensors(weights,
                  [&](const ImageTensorSpec& spec, Tensor& tensor) { tensor = first_value(spec, config, generator); });
    return weights;
}

std::int64_t parameter_count(const MaeWeights& weights)
{
    MaeWeights handles = weights;
    std::int64_t count = 0;
    visit_tensors(handles, [&count](const ImageTensorSpec& spec, Tensor& tensor) {
        count += spec.is_learned() ? tensor.numel() : 0;
    });
    return count;
}

}  // namespace ttt
