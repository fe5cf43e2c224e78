// How much memory a method that learns by gradients will take, asked before anything is loaded.
#pragma once

#include "engine/machine/memory.h"
#include "engine/model/model_config.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <optional>
#include <string>

namespace ttt {

/// Bytes. n segment, p earlier positions that attention sees, d width, f MLP width, H heads and KV of them for keys and
/// values, each h wide; b bytes of a number in the model's dtype.
struct GradientMemory {
    std::int64_t weights = 0;    // b per parameter: the checkpoint, which both arms and W - W0 need
    std::int64_t learned = 0;    // 4 per parameter that learns; with bf16 2 more for the rounded copy
    std::int64_t gradients = 0;  // 4 per parameter that learns; with bf16 2 more while they are widened; with rms on a
                                 // GPU twice (recorded_segment.h)
    std::int64_t optimizer = 0;  // 4 per parameter that learns with rms (R), 8 with adam (two moments), 0 with sgd
    std::int64_t previous = 0;   // 4 per parameter that learns, for the cosine with the last step; 0 without probes
    std::int64_t activations = 0;  // b per layer of n (6 d + 5 H h + 3 KV h + 4 f) + 2 H h (n + p); on a GPU also
                                   // 2 H n (n + p). Layers below the lowest that learns keep none
    std::int64_t logits = 0;       // 4 copies of a tile's logits in f32 (engine/probes/logit_blocks.h)
    std::int64_t caches = 0;       // b 2 KV h p per layer and arm

    std::int64_t total() const
    {
        return weights + learned + gradients + optimizer + previous + activations + logits + caches;
    }
};

/// `config` is resolved; `parameters` of the whole checkpoint; `tokens` of the document.
GradientMemory memory_needed(const RunConfig& config, const ModelConfig& model, std::int64_t parameters,
                             std::int64_t tokens);

/// "weights 0.043 GiB, copies that learn 0.043 GiB, gradients .., optimizer .., reading ..": what the total is made of.
std::string parts_in_words(const GradientMemory& needed);

/// Throws ttt::Error with both numbers and what to do, when `needed` is more than `free`.
void check_memory(const GradientMemory& needed, std::optional<std::int64_t> free, const RunConfig& config);

}  // namespace ttt
