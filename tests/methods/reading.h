// Drives a method over a text and keeps what it showed, for tests.
#pragma once

#include "engine/methods/gradient_methods.h"
#include "engine/methods/in_place.h"
#include "engine/model/checkpoint.h"
#include "engine/run_choices.h"
#include "tests/model/golden.h"

#include <torch/utils.h>

#include <memory>
#include <vector>

namespace ttt::test {

/// All that a method told, [T - 1] of the tokens 1 .. T - 1.
struct Told {
    torch::Tensor frozen;  // f64; undefined when the arm did not run
    torch::Tensor adapted;
    std::vector<ChunkReport> reports;
};

inline torch::Tensor nll_of(const Transformer& model, const torch::Tensor& states, const torch::Tensor& predicted)
{
    const torch::Tensor rows = states.slice(0, 0, predicted.size(0));
    const torch::Tensor logits = model.logits(rows).to(torch::kFloat64);
    return torch::cross_entropy_loss(logits, predicted, {}, at::Reduction::None);
}

/// Reads text i64 [T] in calls of `stride` tokens (0: one call).
inline Told read_all(Method& method, const torch::Tensor& text, std::int64_t stride = 0)
{
    Told told;
    std::vector<torch::Tensor> frozen, adapted;
    const ShowStates keep = [&](const ArmStates& states, const torch::Tensor& predicted) {
        const torch::NoGradGuard no_grad;
        if (states.frozen.defined())
            frozen.push_back(nll_of(method.frozen(), states.frozen, predicted));
        if (states.adapted.defined())
            adapted.push_back(nll_of(method.adapted(), states.adapted, predicted));
    };
    const std::int64_t step = stride > 0 ? stride : text.size(0);
    for (std::int64_t begin = 0; begin < text.size(0); begin += step) {
        auto reports = method.read(text, begin, std::min(begin + step, text.size(0)), keep);
        told.reports.insert(told.reports.end(), reports.begin(), reports.end());
    }
    if (!frozen.empty())
        told.frozen = torch::cat(frozen);
    if (!adapted.empty())
        told.adapted = torch::cat(adapted);
    return told;
}

inline ModelWeights golden_weights(const std::string& folder, torch::ScalarType type = torch::kFloat32)
{
    return load_weights(Checkpoint::open(golden_folder(folder)), type, torch::kCPU);
}

/// `config` as a run would see it over these weights.
inline RunConfig resolved(const RunConfig& config, const ModelWeights& weights)
{
    return resolve_choices(config, facts_of(weights.config, "tiny"));
}

inline RunConfig dynamic_evaluation(std::int64_t segment, double lr)
{
    RunConfig config;
    config.method = "dynamic-evaluation";
    config.segment = segment;
    config.lr = lr;
    return config;
}

inline RunConfig lora(std::int64_t segment, double lr)
{
    RunConfig config = dynamic_evaluation(segment, lr);
    config.method = "lora";
    return config;
}

inline std::unique_ptr<GradientMethod> start(const RunConfig& config, const ModelWeights& weights)
{
    return start_gradient_method(weights, resolved(config, weights));
}

/// Of LoRA: in every matrix that can have a product.
inline RunConfig everywhere(RunConfig config)
{
    config.parameters = "q,v,down,head";
    return config;
}

/// Any method.
inline std::unique_ptr<Method> started(const RunConfig& config, const ModelWeights& weights)
{
    if (config.method == RunConfig().method)
        return std::make_unique<InPlace>(weights, resolved(config, weights));
    return start(config, weights);
}

inline std::optional<double> metric(const ChunkReport& report, Metric which, std::int32_t layer)
{
    for (const MetricValue& value : report.metrics)
        if (value.metric == which && value.layer == layer)
            return value.value;
    return std::nullopt;
}

}  // namespace ttt::test
