#include "engine/vision/nets/vit_block.h"

#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

constexpr double eps = 1e-6;

/// f64 [positions, width]: sin, then cos, of position / 10000^(i / (width / 2)).
Tensor waves(const Tensor& positions, std::int64_t width)
{
    const Tensor steps = torch::arange(width / 2, torch::kFloat64) / (static_cast<double>(width) / 2);
    const Tensor angles = torch::outer(positions, torch::pow(10000.0, -steps));
    return torch::cat({angles.sin(), angles.cos()}, 1);
}

Tensor attention(const VitBlock& block, std::int64_t heads, const Tensor& x)
{
    const std::int64_t images = x.size(0), tokens = x.size(1), width = x.size(2);
    const Tensor qkv = through_linear(block.qkv, x).view({images, tokens, 3, heads, width / heads});
    const std::vector<Tensor> parts = qkv.permute({2, 0, 3, 1, 4}).unbind(0);
    const Tensor mixed = at::scaled_dot_product_attention(parts[0], parts[1], parts[2]);
    return through_linear(block.proj, mixed.transpose(1, 2).reshape({images, tokens, width}));
}

}  // namespace

Tensor through_linear(const LinearWeights& linear, const Tensor& x)
{
    return torch::linear(x, linear.weight, linear.bias);
}

Tensor layer_normed(const LayerNormWeights& norm, const Tensor& x)
{
    return torch::layer_norm(x, {x.size(-1)}, norm.weight, norm.bias, eps);
}

Tensor through_block(const VitBlock& block, std::int64_t heads, const Tensor& x)
{
    const Tensor h = x + attention(block, heads, layer_normed(block.norm1, x));
    const Tensor inner = through_linear(block.fc1, layer_normed(block.norm2, h));
    return h + through_linear(block.fc2, torch::gelu(inner));
}

void visit_linear(LinearWeights& linear, const std::string& name, std::int64_t out, std::int64_t in,
                  const VisitImageTensor& visit)
{
    visit({name + ".weight", {out, in}, ImageTensorRole::linear}, linear.weight);
    visit({name + ".bias", {out}, ImageTensorRole::linear}, linear.bias);
}

void visit_layer_norm(LayerNormWeights& norm, const std::string& name, std::int64_t width,
                      const VisitImageTensor& visit)
{
    visit({name + ".weight", {width}, ImageTensorRole::norm}, norm.weight);
    visit({name + ".bias", {width}, ImageTensorRole::norm}, norm.bias);
}

void visit_block(VitBlock& block, const std::string& name, std::int64_t width, std::int64_t mlp_ratio,
                 const VisitImageTensor& visit)
{
    visit_layer_norm(block.norm1, name + ".norm1", width, visit);
    visit_linear(block.qkv, name + ".attn.qkv", 3 * width, width, visit);
    visit_linear(block.proj, name + ".attn.proj", width, width, visit);
    visit_layer_norm(block.norm2, name + ".norm2", width, visit);
    visit_linear(block.fc1, name + ".mlp.fc1", mlp_ratio * width, width, visit);
    visit_linear(block.fc2, name + ".mlp.fc2", width, mlp_ratio * width, visit);
}

Tensor position_table(std::int64_t grid, std::int64_t width)
{
    const Tensor places = torch::arange(grid, torch::kFloat64);
    const Tensor columns = waves(places.repeat({grid}), width / 2);
    const Tensor rows = waves(places.repeat_interleave(grid), width / 2);
    const Tensor table = torch::cat({columns, rows}, 1);
    return torch::cat({torch::zeros({1, width}, torch::kFloat64), table}).unsqueeze(0).to(torch::kFloat32);
}

}  // namespace ttt
