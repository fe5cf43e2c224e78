// Names and shapes of all tensors that a config asks for.
#pragma once

#include "engine/model/model_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

enum class TensorRole { matrix, norm, bias, ttt_conv, ttt_proj, ttt_decay };

struct TensorShape {
    std::string name;  // Hugging Face name
    std::vector<std::int64_t> shape;
    TensorRole role;
};

/// "model.layers.N." + rest.
std::string layer_tensor_name(std::int64_t layer, const std::string& rest);

/// Without the TTT tensors: embedding, layers, final norm, and lm_head unless tied.
std::vector<TensorShape> slow_tensor_shapes(const ModelConfig& config);

/// Elements of all tensors that the config asks for; a double, because sizes out of a file may overflow.
double count_of_numbers(const ModelConfig& config);

/// ttt_conv, ttt_proj and ttt_decay of every fast layer; empty when config.ttt.mode is false.
std::vector<TensorShape> ttt_tensor_shapes(const ModelConfig& config);

}  // namespace ttt
