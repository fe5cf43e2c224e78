// The net of resnet_config.h: its tensors, and its function in two pieces, up to the split and from there on.
#pragma once

#include "engine/vision/nets/image_tensor.h"
#include "engine/vision/nets/norm_layer.h"
#include "engine/vision/nets/resnet_config.h"

#include <torch/types.h>

#include <vector>

namespace ttt {

/// x + conv2(relu(norm2(conv1(relu(norm1(x)))))); where the shape changes, x is averaged over 2 x 2 and gets channels
/// of 0.
struct ResidualBlock {
    NormWeights norm1;
    torch::Tensor conv1;  // f32 [out, in, 3, 3]
    NormWeights norm2;
    torch::Tensor conv2;  // f32 [out, out, 3, 3]
    std::int64_t stride = 1;
};

/// What follows the split: group 3, norm, relu, mean over the image, linear.
struct ResNetBranch {
    std::vector<ResidualBlock> group3;
    NormWeights norm;
    torch::Tensor fc_weight;  // f32 [classes, width]
    torch::Tensor fc_bias;    // f32 [classes]
};

/// Handles: a copy shares its tensors.
struct ResNetWeights {
    ResNetConfig config;
    torch::Tensor conv1;  // f32 [width, channels, 3, 3]
    std::vector<ResidualBlock> group1;
    std::vector<ResidualBlock> group2;
    ResNetBranch main;
    ResNetBranch rotation;     // of 4 classes; empty where the config has none
    ResNetBranch contrastive;  // of config.contrastive numbers; empty where the config has none
};

/// All tensors that the config asks for, in a fixed order; the only list of them. Makes the blocks where there are
/// none.
void visit_tensors(ResNetWeights& weights, const VisitImageTensor& visit);

/// On the CPU: convolutions N(0, 2 / (k k out)), norms 1 and 0, linear U(±1/√in); the other branches as the main one.
ResNetWeights init_resnet(const ResNetConfig& config, std::uint64_t seed);

/// u8 [B, C, H, W] to f32, (x / 255 - mean) / deviation.
torch::Tensor normalised_images(const ResNetConfig& config, const torch::Tensor& images);

/// f32 [B, C, H, W], normalised, to f32 [B, 2 width, H / 2, W / 2], what both branches read. Throws Error when a norm
/// over the batch would see one value.
torch::Tensor shared_features(const ResNetWeights& weights, const torch::Tensor& images, NormMode mode);

/// f32 [B, classes], logits.
torch::Tensor branch_logits(const ResNetConfig& config, const ResNetBranch& branch, const torch::Tensor& features,
                            NormMode mode);

/// Both together, of the main branch and of the others.
torch::Tensor class_logits(const ResNetWeights& weights, const torch::Tensor& images, NormMode mode);
torch::Tensor rotation_logits(const ResNetWeights& weights, const torch::Tensor& images, NormMode mode);
torch::Tensor contrastive_code(const ResNetWeights& weights, const torch::Tensor& images, NormMode mode);

std::int64_t parameter_count(const ResNetWeights& weights);  // without stored statistics

}  // namespace ttt
