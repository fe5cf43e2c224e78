#include "engine/probes/head_scores.h"

#include "engine/probes/attention_weights.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

constexpr std::int64_t no_token = -1;

/// Tokens [begin, end) with the one before them in front.
Tensor with_previous(const Tensor& tokens, std::int64_t begin, std::int64_t end)
{
    return begin > 0 ? tokens.slice(0, begin - 1, end)
                     : torch::cat({torch::full({1}, no_token, tokens.options()), tokens.slice(0, 0, end)});
}

}  // namespace

Tensor prefix_matches(const Tensor& tokens, std::int64_t n, std::int64_t window)
{
    const std::int64_t m = tokens.size(0) - 1;
    const Tensor before_keys = tokens.slice(0, 0, m).unsqueeze(0);
    const Tensor of_queries = tokens.slice(0, m + 1 - n).unsqueeze(1);
    return of_queries.eq(before_keys).logical_and(visible_keys(n, m, window, tokens.device()));
}

HeadMeter::HeadMeter(const HeadCopying& copying, const ModelConfig& config, std::int64_t block_bytes)
    : copying_(copying), heads_(config.head_count), block_bytes_(block_bytes),
      layers_(static_cast<std::size_t>(config.layer_count))
{
}

void HeadMeter::begin(Tensor tokens)
{
    tokens_ = std::move(tokens);
    for (Layer& layer : layers_) {
        layer.position = 0;
        layer.copying = Tensor();
    }
}

void HeadMeter::on_attention(std::int64_t layer, const Tensor& q, const Tensor& keys, const Tensor& values,
                             std::int64_t window)
{
    const torch::NoGradGuard no_grad;
    Layer& state = layers_[static_cast<std::size_t>(layer)];
    const std::int64_t adapted = q.size(0) - 1;
    const std::int64_t n = q.size(2);
    const std::int64_t before = keys.size(2) - n;  // visible keys of earlier reads
    state.position += n;
    add_copying(layer, values[adapted], n);
    const std::int64_t step = std::max<std::int64_t>(1, block_bytes_ / (4 * heads_ * keys.size(2)));
    for (std::int64_t begin = 0; begin < n; begin += step) {
        const std::int64_t end = std::min(begin + step, n);
        add_queries(state, q.slice(0, adapted).slice(2, begin, end), keys.slice(0, adapted).slice(2, 0, before + end),
                    state.position - n - before, window);
    }
}

void HeadMeter::add_copying(std::int64_t layer, const Tensor& values, std::int64_t count)
{
    Layer& state = layers_[static_cast<std::size_t>(layer)];
    const std::int64_t visible = values.size(1);
    const Tensor fresh = copying_.measure(layer, values.slice(1, visible - count),
                                          tokens_.slice(0, state.position - count, state.position));
    const Tensor all = state.copying.defined() ? torch::cat({state.copying, fresh}, 1) : fresh;
    state.copying = all.slice(1, all.size(1) - visible);
}

/// q [1, H, n', h]; keys [1, KV, m', h], the first of them at position `first` of the text.
void HeadMeter::add_queries(Layer& state, const Tensor& q, const Tensor& keys, std::int64_t first, std::int64_t window)
{
    const std::int64_t n = q.size(2);
    const std::int64_t m = keys.size(2);
    const Tensor weights = attention_weights(q, keys, window)[0];  // [H, n', m']
    const Tensor matches = prefix_matches(with_previous(tokens_, first, first + m), n, window);
    const Tensor seen = visible_keys(n, m, window, q.device()).sum(1);
    const Tensor prefix = (weights * matches).sum(at::IntArrayRef{1, 2}, false, torch::kFloat64);
    const Tensor copying = (weights.sum(1) * state.copying.slice(1, 0, m)).sum(1, false, torch::kFloat64);
    state.prefix_sum = state.prefix_sum.defined() ? state.prefix_sum + prefix : prefix;
    state.copying_sum = state.copying_sum.defined() ? state.copying_sum + copying : copying;
    state.even_sum += (matches.sum(1) / seen).sum().item<double>();
    state.matched += matches.any(1).sum().item<std::int64_t>();
    state.queries += n;
}

std::vector<std::vector<HeadMeans>> HeadMeter::means() const
{
    std::vector<std::vector<HeadMeans>> result;
    const Tensor none = torch::zeros({heads_}, torch::kFloat64);
    for (const Layer& layer : layers_) {
        const Tensor prefix = layer.prefix_sum.defined() ? layer.prefix_sum.to(torch::kCPU) : none;
        const Tensor copying = layer.copying_sum.defined() ? layer.copying_sum.to(torch::kCPU) : none;
        const auto matched = static_cast<double>(layer.matched);  // 0 / 0: NaN
        std::vector<HeadMeans>& heads = result.emplace_back();
        for (std::int64_t head = 0; head < heads_; ++head)
            heads.push_back({.prefix = prefix[head].item<double>() / matched,
                             .copying = copying[head].item<double>() / static_cast<double>(layer.queries),
                             .even = layer.even_sum / matched});
    }
    return result;
}

}  // namespace ttt
