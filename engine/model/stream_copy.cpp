#include "engine/model/stream_copy.h"

#include <torch/utils.h>

#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// Keys and values that the window can still see, in memory of their own; undefined before the first token.
std::pair<Tensor, Tensor> visible(const AttentionState& state, const ModelWeights& weights)
{
    const auto as_weights = weights.embedding.options().requires_grad(false);
    const Tensor nothing = torch::empty({0}, as_weights);  // which torch::cat passes over, whatever the others' shapes
    auto [keys, values] = state.joined(nothing, nothing);
    if (keys.numel() == 0)
        return {};
    return {std::move(keys), std::move(values)};
}

Tensor with_rows(const Tensor& tensor, std::int64_t rows)
{
    return rows > 1 && tensor.size(0) == 1 ? tensor.repeat({rows, 1, 1, 1}) : tensor;
}

AttentionState copy_state(const AttentionState& state, const ModelWeights& weights, std::size_t layer,
                          std::int64_t rows)
{
    const std::int64_t window = weights.config.windows[layer];
    const auto [keys, values] = visible(state, weights);
    if (!keys.defined())
        return AttentionState(window);
    return AttentionState::of(window, with_rows(keys, rows), with_rows(values, rows));
}

std::int64_t state_bytes(const AttentionState& state, const ModelWeights& weights)
{
    const auto [keys, values] = visible(state, weights);
    return keys.defined() ? static_cast<std::int64_t>(keys.nbytes() + values.nbytes()) : 0;
}

}  // namespace

StreamState copy_stream(const StreamState& stream, const ModelWeights& weights, std::int64_t rows)
{
    const torch::NoGradGuard no_grad;
    StreamState copy{.mixers = {}, .position = stream.position};
    for (const MixerState& mixer : stream.mixers)
        copy.mixers.push_back(std::visit(
            [&](const auto& state) -> MixerState { return copy_state(state, weights, copy.mixers.size(), rows); },
            mixer));
    return copy;
}

std::int64_t bytes_of(const StreamState& stream, const ModelWeights& weights)
{
    const torch::NoGradGuard no_grad;
    std::int64_t bytes = 0;
    for (const MixerState& mixer : stream.mixers)
        bytes += std::visit([&](const auto& state) { return state_bytes(state, weights); }, mixer);
    return bytes;
}

}  // namespace ttt
