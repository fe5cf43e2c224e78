// The norms of residual nets: over the batch, or over groups of channels of each image.
#pragma once

#include "engine/vision/nets/image_tensor.h"
#include "engine/vision/nets/norm_mode.h"
#include "engine/vision/nets/resnet_config.h"

#include <torch/types.h>

#include <cstdint>
#include <string>

namespace ttt {

/// f32 [channels] each. Group norm has no stored statistics: mean and variance are undefined.
struct NormWeights {
    torch::Tensor weight;    // γ
    torch::Tensor bias;      // β
    torch::Tensor mean;      // stored
    torch::Tensor variance;  // stored, unbiased
};

struct NormLayout {
    NormKind kind = NormKind::bn;
    std::int64_t groups = 8;  // of group norm
};

/// f32 [B, C, H, W] to the same, eps 1e-5. Throws Error when a norm over the batch would see one value.
torch::Tensor normed(const NormLayout& layout, const NormWeights& norm, const torch::Tensor& x, NormMode mode);

/// <name>.weight and .bias, and of batch norm .running_mean and .running_var.
void visit_norm(NormWeights& norm, const NormLayout& layout, const std::string& name, std::int64_t channels,
                const VisitImageTensor& visit);

}  // namespace ttt
