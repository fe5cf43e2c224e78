// How the tensors of a model are shown to who goes through them (visit_tensors, weights.h).
#pragma once

#include "engine/model/tensor_spec.h"

#include <torch/types.h>

#include <functional>
#include <string>
#include <vector>

namespace ttt {

using TensorVisitor = std::function<void(const TensorSpec& spec, torch::Tensor& tensor)>;

/// Of one layer; a name is what stands behind "model.layers.N.".
using LayerVisitor = std::function<void(const std::string& name, torch::Tensor& tensor, std::vector<std::int64_t> shape,
                                        TensorRole role)>;

/// Of what a stream carries (visit_state, mixer.h).
using StateVisitor = std::function<void(torch::Tensor& tensor)>;

}  // namespace ttt
