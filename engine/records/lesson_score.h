// When an answer in a lesson counts as right.
#pragma once

namespace ttt {

/// Scores are in [0, 1]; of a choice 0 or 1, of a sketched curve how far it agrees with the measured one.
inline constexpr double right_score = 0.8;

}  // namespace ttt
