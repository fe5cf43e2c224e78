#include "engine/probes/write_terms.h"

#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// In f32 at least: products of bf16 are not to be rounded to bf16.
Tensor wide(const Tensor& x)
{
    return x.to(torch::promote_types(x.scalar_type(), torch::kFloat32));
}

/// Of states and token rows: [P, f or d], [n, f or d] -> [P, n / C, C].
Tensor products(const Tensor& states, const Tensor& written, std::int64_t chunk)
{
    return torch::matmul(states, written.t()).view({states.size(0), -1, chunk});
}

/// ~z_t . z_n: [P, chunks, C] of the states' keys [P, f].
Tensor key_products(const WriteLog::Layer& layer, const Tensor& keys, std::int64_t begin, std::int64_t end)
{
    const std::int64_t chunk = layer.rule.chunk;
    Tensor result = products(keys, wide(layer.keys.slice(0, begin * chunk, end * chunk)), chunk);
    if (layer.means.defined())
        result -= torch::matmul(keys, layer.means.slice(0, begin, end).t()).unsqueeze(2);
    return result;
}

/// cap_j gamma^(j-1-i) clip_i eta, 0 where chunk i is not before the state: f64 [P, chunks] on the CPU.
Tensor scales(const WriteLog& log, const WriteLog::Layer& layer, const std::vector<std::int64_t>& states,
              std::int64_t begin, std::int64_t end)
{
    std::vector<double> caps, ages;
    for (const std::int64_t state : states) {
        const std::int64_t finished = log.writes_before(state);
        caps.push_back(layer.cap_scale[static_cast<std::size_t>(finished)]);
        ages.push_back(static_cast<double>(finished - 1));
    }
    const std::vector<double> clips(layer.clip_scale.begin() + begin, layer.clip_scale.begin() + end);
    const Tensor age = torch::tensor(ages, torch::kFloat64).unsqueeze(1) - torch::arange(begin, end, torch::kFloat64);
    const Tensor decay = torch::pow(layer.rule.decay, age.clamp_min(0)) * (age >= 0);
    return decay * torch::tensor(clips, torch::kFloat64) * layer.rule.lr *
           torch::tensor(caps, torch::kFloat64).unsqueeze(1);
}

}  // namespace

Tensor take_rows(const Tensor& table, const std::vector<std::int64_t>& indices)
{
    return table.index_select(0, torch::tensor(indices, torch::kLong).to(table.device()));
}

Tensor residual_rms(const Tensor& h, double eps)
{
    return (h.square().mean(-1, true) + eps).sqrt();
}

TraceQuestions ask_states(const WriteLog& log, const ModelWeights& weights, std::vector<std::int64_t> states,
                          const std::vector<std::int64_t>& tokens)
{
    const Tensor reader = wide(take_rows(weights.head, tokens)) * wide(weights.final_norm);
    Tensor readout = reader / residual_rms(wide(take_rows(log.adapted(), states)), weights.config.rms_norm_eps);
    return {std::move(states), std::move(readout)};
}

Tensor direct_terms(const WriteLog& log, const TraceQuestions& questions, std::int64_t begin, std::int64_t end)
{
    const std::int64_t chunk = log.chunk();
    Tensor sum;
    for (const WriteLog::Layer& layer : log.layers()) {
        Tensor terms = key_products(layer, wide(take_rows(layer.keys, questions.states)), begin, end);
        terms.mul_(products(questions.readout, wide(layer.targets.slice(0, begin * chunk, end * chunk)), chunk));
        terms.mul_(scales(log, layer, questions.states, begin, end).unsqueeze(2).to(terms.options()));
        sum = sum.defined() ? sum.add_(terms) : terms;
    }
    return sum;
}

}  // namespace ttt
