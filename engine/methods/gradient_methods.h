// The methods that learn by gradients, over loaded weights.
#pragma once

#include "engine/methods/gradient_method.h"

#include <memory>

namespace ttt {

/// What config.method names, one that learns by gradients, over `trained`, which stays as it is. `config` is resolved.
std::unique_ptr<GradientMethod> start_gradient_method(const ModelWeights& trained, const RunConfig& config);

}  // namespace ttt
