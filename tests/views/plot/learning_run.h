// A made-up run that learns as a real one does: noisy losses of tokens that fall with a power of the position.
#pragma once

#include "views/run_model.h"

#include <cmath>
#include <limits>
#include <random>

namespace ttt::test {

struct LearningRun {
    std::int64_t tokens = 32'768;
    std::int64_t chunk = 128;
    bool frozen = true, adapted = true, twin = true;
    bool induction = true;
    double gain = 0.25;  // nats at the end
    unsigned seed = 1;
};

inline RunHeader header_of(const LearningRun& shape)
{
    RunHeader header;
    header.run_id = "made-up";
    header.config.chunk = shape.chunk;
    header.config.perplexity_window = 1024;
    header.item_count = shape.tokens;
    header.step_count = (shape.tokens + shape.chunk - 1) / shape.chunk;
    return header;
}

/// Frozen NLL: about 4.1 falling to 3.8, a gamma-like spread per token; one token in five is induced and easy.
inline StepBatch steps_of(const LearningRun& shape, std::int64_t from = 0, std::int64_t to = -1)
{
    StepBatch batch;
    const std::int64_t count = (shape.tokens + shape.chunk - 1) / shape.chunk;
    for (std::int64_t index = from; index < (to < 0 ? count : to); ++index) {
        StepRecord step;
        step.index = index;
        step.begin = index * shape.chunk;
        step.end = std::min(step.begin + shape.chunk, shape.tokens);
        std::mt19937 random(shape.seed * 7919U + static_cast<unsigned>(index));
        std::exponential_distribution<float> spread(1.0F / 3.0F);
        std::normal_distribution<float> noise(0, 0.3F);
        ItemColumn frozen{Column::nll_frozen, {}}, adapted{Column::nll_adapted, {}}, twin{Column::nll_twin, {}};
        ItemColumn induction{Column::induction, {}};
        const float hard = std::normal_distribution<float>(0, 0.12F)(random);
        for (std::int64_t item = step.begin; item < step.end; ++item) {
            const double learnt = std::log1p(static_cast<double>(item) / 500) / std::log1p(65.0);
            const bool induced = item > 200 && item % 5 == 0;
            const float base =
                (induced ? 0.4F : 1.15F) * (0.5F + spread(random)) + hard + 0.6F - static_cast<float>(0.25 * learnt);
            const bool first = item == 0;
            const float nan = std::numeric_limits<float>::quiet_NaN();
            frozen.values.push_back(first ? nan : base);
            twin.values.push_back(first ? nan : base + noise(random) - static_cast<float>(0.1 * learnt));
            adapted.values.push_back(first ? nan : base + noise(random) - static_cast<float>(shape.gain * learnt));
            induction.values.push_back(first ? nan : induced ? 150.0F : 0.0F);
        }
        if (shape.frozen)
            step.columns.push_back(std::move(frozen));
        if (shape.adapted)
            step.columns.push_back(std::move(adapted));
        if (shape.twin)
            step.columns.push_back(std::move(twin));
        if (shape.induction)
            step.columns.push_back(std::move(induction));
        batch.push_back(std::move(step));
    }
    return batch;
}

inline void fill(RunModel& run, const LearningRun& shape)
{
    run.start(header_of(shape), {});
    run.append(steps_of(shape));
}

}  // namespace ttt::test
