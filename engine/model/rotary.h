// Rotary position embedding (arXiv 2104.09864), plain, linear, llama3 and YaRN (arXiv 2309.00071), as transformers
// does.
#pragma once

#include "engine/model/model_config.h"

#include <torch/types.h>

namespace ttt {

/// cos and sin of positions, each [n, head_dim]; undefined: nothing is rotated.
struct Rotation {
    torch::Tensor cos, sin;
};

/// Of all layers, and of local_layers where there are any (else undefined).
struct Rotations {
    Rotation all, local = {};

    Rotation of_layer(const ModelConfig& config, std::int64_t layer) const;
};

class RotaryEmbedding {
public:
    RotaryEmbedding(const ModelConfig& config, torch::Device device);

    /// Of positions [first, first + count) in `dtype`, scaled for YaRN.
    Rotations at(std::int64_t first, std::int64_t count, torch::ScalarType dtype) const;

private:
    Rotation turned(const torch::Tensor& frequencies, double scale, std::int64_t first, std::int64_t count,
                    torch::ScalarType dtype) const;

    torch::Tensor inverse_frequencies_;        // f32 [head_dim / 2]
    torch::Tensor local_inverse_frequencies_;  // the same; undefined: there are none of their own
    double scale_ = 1.0;
};

}  // namespace ttt
