// Draws the next token from logits.
#pragma once

#include "engine/records/answers.h"

#include <torch/types.h>

#include <cstdint>
#include <random>
#include <vector>

namespace ttt {

/// One stream of answers; the same seed draws the same from the same logits, on every machine.
class Sampler {
public:
    /// temperature, top_p and seed; checked by problem_of().
    explicit Sampler(const AskChoices& choices);

    /// logits [V], f32 or wider, any device.
    std::int32_t draw(const torch::Tensor& logits);

private:
    double temperature_;
    double top_p_;
    std::mt19937_64 numbers_;
};

/// The likeliest tokens with the probabilities that softmax gives them, the likeliest first. logits [V].
std::vector<TokenChance> likeliest(const torch::Tensor& logits, std::int64_t count);

}  // namespace ttt
