// How a fresh projection of targets starts. No torch.
#pragma once

#include "engine/records/words.h"

#include <array>

namespace ttt {

/// Diagonal of a fresh projection Wt. `random` is N(0, initializer_range^2), as the official code draws it.
enum class ProjectionInit { identity, random };

template <>
inline constexpr std::array spellings<ProjectionInit>{Spelling{ProjectionInit::identity, "identity"},
                                                      Spelling{ProjectionInit::random, "random"}};

}  // namespace ttt
