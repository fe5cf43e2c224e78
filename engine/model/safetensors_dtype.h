// Names of number formats: in safetensors files ("BF16"), in config.json ("bfloat16").
#pragma once

#include <torch/types.h>

#include <optional>
#include <string>
#include <string_view>

namespace ttt {

/// nullopt for a name that the format or this program lacks.
std::optional<torch::ScalarType> from_safetensors_name(std::string_view name);

/// Empty for a type that a file cannot hold.
std::string safetensors_name(torch::ScalarType dtype);

/// Of ModelConfig::dtype: float32, bfloat16 or float16. Throws ttt::Error on another name.
torch::ScalarType config_scalar_type(const std::string& name);

/// What ModelConfig::dtype is for weights of this type. Throws ttt::Error when it has no name there.
std::string config_dtype_name(torch::ScalarType dtype);

}  // namespace ttt
