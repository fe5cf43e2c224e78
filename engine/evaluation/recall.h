// Can a model repeat what it has read once? A span of random tokens, then the same span again. No torch in this header.
#pragma once

#include "engine/records/run_words.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

struct RecallConfig {
    std::string model;                                // directory
    std::string twin;                                 // directory; empty: none
    std::vector<std::int64_t> spans{384, 768, 1536};  // P, tokens, each at least 2
    std::int64_t repeats = 4;                         // documents per span
    std::uint64_t seed = 0;
    Choice<Device> device = Device::cpu;
    Choice<Dtype> dtype = Dtype::f32;
};

/// Over the second copies, from their second token on: the first can't be known.
struct ArmRecall {
    double hits = 0;  // share of tokens that were the likeliest
    double nll = 0;   // mean, nats
};

struct SpanRecall {
    std::int64_t span = 0;    // P
    std::int64_t tokens = 0;  // that were counted
    ArmRecall frozen;
    ArmRecall adapted;
    std::optional<ArmRecall> twin;
};

/// One line per span, in order. Each document is 2 P tokens, drawn evenly from all tokens that stand for bytes, and
/// read as trained. The same seed draws the same documents. `progress` may be empty; it gets documents done and all.
std::vector<SpanRecall> recall(const RecallConfig& config,
                               const std::function<void(std::int64_t done, std::int64_t all)>& progress = {});

}  // namespace ttt
