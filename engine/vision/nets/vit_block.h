// One block of a vision transformer, and the fixed table that tells its patches apart.
#pragma once

#include "engine/vision/nets/image_tensor.h"

#include <torch/types.h>

#include <string>

namespace ttt {

struct LinearWeights {
    torch::Tensor weight;  // f32 [out, in]
    torch::Tensor bias;    // f32 [out]
};

struct LayerNormWeights {
    torch::Tensor weight;  // f32 [d]
    torch::Tensor bias;    // f32 [d]
};

/// h = x + proj(attention(qkv(norm1(x)))); h + fc2(gelu(fc1(norm2(h)))).
struct VitBlock {
    LayerNormWeights norm1;
    LinearWeights qkv;  // queries, keys, values
    LinearWeights proj;
    LayerNormWeights norm2;
    LinearWeights fc1;
    LinearWeights fc2;
};

torch::Tensor through_linear(const LinearWeights& linear, const torch::Tensor& x);

/// eps 1e-6
torch::Tensor layer_normed(const LayerNormWeights& norm, const torch::Tensor& x);

/// f32 [B, N, d] to the same; every token sees every other.
torch::Tensor through_block(const VitBlock& block, std::int64_t heads, const torch::Tensor& x);

/// Names of timm: <name>.norm1.weight, <name>.attn.qkv.weight …
void visit_linear(LinearWeights& linear, const std::string& name, std::int64_t out, std::int64_t in,
                  const VisitImageTensor& visit);
void visit_layer_norm(LayerNormWeights& norm, const std::string& name, std::int64_t width,
                      const VisitImageTensor& visit);
void visit_block(VitBlock& block, const std::string& name, std::int64_t width, std::int64_t mlp_ratio,
                 const VisitImageTensor& visit);

/// f32 [1, 1 + grid², width]: zeros for the class token, then sines and cosines of the column (first half of the width)
/// and of the row, as MAE has them (arXiv 2111.06377).
torch::Tensor position_table(std::int64_t grid, std::int64_t width);

}  // namespace ttt
