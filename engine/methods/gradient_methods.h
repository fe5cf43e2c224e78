// Dynamic evaluation and LoRA as methods over loaded weights.
#pragma once

#include "engine/methods/gradient_method.h"

#include <memory>

namespace ttt {

/// What config.method names (dynamic-evaluation | lora), over `trained`, which stays as it is. `config` is resolved.
std::unique_ptr<GradientMethod> start_gradient_method(const ModelWeights& trained, const RunConfig& config);

} // namespace ttt
