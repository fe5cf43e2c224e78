// A run beside the shown one, for comparing: read once, from the file.
#pragma once

#include "app/window/replay_source.h"

namespace ttt {

struct OtherRun {
    RunModel run;
    std::unique_ptr<ReplaySource> source;
};

}  // namespace ttt
