// Rotary position embedding (arXiv 2104.09864), plain, linear, llama3 and YaRN (arXiv 2309.00071), as transformers
// does.
#pragma once

#include "engine/model/model_config.h"

#include <torch/types.h>

#include <utility>

namespace ttt {

class RotaryEmbedding {
public:
    RotaryEmbedding(const ModelConfig& config, torch::Device device);

    /// cos and sin of positions [first, first + count), each [count, head_dim] in `dtype`, scaled for YaRN.
    std::pair<torch::Tensor, torch::Tensor> at(std::int64_t first, std::int64_t count, torch::ScalarType dtype) const;

private:
    torch::Tensor inverse_frequencies_;  // f32 [head_dim / 2]
    double scale_ = 1.0;
};

}  // namespace ttt
