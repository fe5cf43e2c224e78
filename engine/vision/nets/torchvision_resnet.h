// The nets of torchvision_config.h, so that people can bring weights: a folder with such a config.json and the state
// dict of torchvision as model.safetensors, by its own names.
#pragma once

#include "engine/vision/nets/norm_layer.h"
#include "engine/vision/nets/torchvision_config.h"

#include <torch/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// A convolution without bias and its norm.
struct NormedConvolution {
    torch::Tensor weight;  // f32 [out, in, k, k]
    NormWeights norm;
};

/// relu(x + the last of relu(convolution) …); where the shape changes, x goes through a convolution of one pixel.
struct TorchvisionBlock {
    std::vector<NormedConvolution> convolutions;  // two, or the three of a bottleneck
    NormedConvolution downsample;                 // undefined where the shape stays
    std::int64_t stride = 1;
};

/// Handles: a copy shares its tensors.
struct TorchvisionWeights {
    TorchvisionConfig config;
    NormedConvolution first;               // 7 x 7
    std::vector<TorchvisionBlock> blocks;  // of all four layers
    torch::Tensor fc_weight;               // f32 [classes, width]
    torch::Tensor fc_bias;                 // f32 [classes]
};

/// All tensors that the config asks for, in a fixed order; the only list of them. Makes blocks where there are none.
void visit_tensors(TorchvisionWeights& weights, const VisitImageTensor& visit);

/// f32 [B, 3, H, W], normalised, to f32 [B, classes]. Throws Error as normed().
torch::Tensor class_logits(const TorchvisionWeights& weights, const torch::Tensor& images, NormMode mode);

struct LoadedTorchvision {
    TorchvisionWeights weights;  // f32, CPU
    std::string hash;            // of config, names, shapes and numbers
};

/// Throws Error as read_torchvision_config() and load_net_tensors().
LoadedTorchvision load_torchvision(const std::string& folder);

}  // namespace ttt
