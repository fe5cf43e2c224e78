// Many random numbers of Draws at once, on any device.
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <torch/types.h>

namespace ttt {

/// f64 [count], [0, 1): the next `count` numbers of `draws`, which goes on behind them.
torch::Tensor uniform_draws(Draws& draws, std::int64_t count, torch::Device device);

/// f32 of the sizes, by Draws::normal().
torch::Tensor normal_draws(Draws& draws, torch::IntArrayRef sizes, torch::Device device);

}  // namespace ttt
