// How many processor threads the engine computes with. No torch in this header.
#pragma once

#include <cstdint>

namespace ttt {

/// For the whole process; call it before the first Runner. `count` is at least 1.
void set_threads(std::int64_t count);

}  // namespace ttt
