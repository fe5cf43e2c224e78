// What reading a stretch of text leaves behind for those who score it.
#pragma once

#include <torch/types.h>

namespace ttt {

/// Final hidden states [n, d] of the arms that run; undefined: the arm does not run.
struct ArmStates {
    torch::Tensor frozen;
    torch::Tensor adapted;
};

}  // namespace ttt
