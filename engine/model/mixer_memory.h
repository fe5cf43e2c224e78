// How many numbers a mixer keeps while it reads.
#pragma once

#include <cstdint>

namespace ttt {

struct MixerReading {
    std::int64_t tokens = 0;   // n, read at once
    std::int64_t earlier = 0;  // tokens of the stream before them
    bool is_on_gpu = false;
};

struct MixerMemory {
    std::int64_t state = 0;        // of one stream
    std::int64_t activations = 0;  // for the gradients of one reading
};

}  // namespace ttt
