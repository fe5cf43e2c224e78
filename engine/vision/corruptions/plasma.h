// Clouds.
#pragma once

#include "engine/vision/corruptions/draws.h"

#include <vector>

namespace ttt {

/// Diamond-square on a torus, [side, side], 0 … 1; `side` is a power of two. The randomness of a level is w U(-w, w), w
/// from 100 on divided by `decay` (as published: its size goes with w²).
std::vector<double> plasma(int side, double decay, Draws& draws);

/// The smallest power of two that is not below `size`.
int power_of_two(int size);

}  // namespace ttt
