// The fast layers of a model under the choices of a run.
#pragma once

#include "engine/model/weights.h"
#include "engine/records/run_config.h"
#include "engine/ttt/fast_weights.h"

#include <vector>

namespace ttt {

/// One per entry of config.fast_layers, in their order. `config` is resolved. Tensors are shared with `weights`;
/// targets set by hand get a one-hot kernel and target_scale * I in the weights' dtype.
std::vector<FastLayer> make_fast_layers(const ModelWeights& weights, const RunConfig& config);

}  // namespace ttt
