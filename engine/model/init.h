// Fresh weights for a config: what `ttt model init` writes.
#pragma once

#include "engine/model/checkpoint.h"
#include "engine/model/projection_init.h"

#include <cstdint>

namespace ttt {

/// f32 CPU tensors under their Hugging Face names, drawn in a fixed order: matrices N(0, initializer_range^2),
/// norms 1, biases 0. The slow weights of a seed are the same with and without TTT, so that a twin starts equal.
NamedTensors init_weights(const ModelConfig& config, std::uint64_t seed,
                          ProjectionInit projection = ProjectionInit::random);

/// Only the TTT tensors of `config`: ttt_conv 0 [d, 1, 5], ttt_proj diagonal [d, d], ttt_decay 4 [1] (gamma = .982).
/// The model stays exactly the frozen one until the convolution is trained.
NamedTensors init_ttt_weights(const ModelConfig& config, std::uint64_t seed,
                              ProjectionInit projection = ProjectionInit::random);

}  // namespace ttt
