// A random fast layer and a random stretch of tokens for it, in f64.
#pragma once

#include "engine/ttt/fast_weights.h"
#include "engine/ttt/scan.h"

namespace ttt::test {

constexpr std::int64_t width = 6;   // d
constexpr std::int64_t inner = 10;  // f
constexpr std::int64_t chunk = 8;   // C

inline torch::Tensor random(at::IntArrayRef shape)
{
    return torch::randn(shape, torch::kFloat64);
}

inline FastLayer random_layer(const UpdateRule& rule)
{
    FastLayer layer{.index = 0,
                    .rule = rule,
                    .down = random({width, inner}),
                    .conv = random({width, 1, 5}),
                    .proj = random({width, width}),
                    .down_norm = 0};
    layer.down_norm = layer.down.norm().item<double>();
    return layer;
}

struct Tokens {
    torch::Tensor keys;    // Z [T, f]
    torch::Tensor source;  // S [T, d]
};

inline Tokens random_tokens(std::int64_t count)
{
    return {random({count, inner}), random({count, width})};
}

inline ScanRule scan_rule(const FastLayer& layer, std::int64_t tokens)
{
    const UpdateRule& rule = layer.rule;
    const std::int64_t chunks = (tokens + rule.chunk - 1) / rule.chunk;
    return {.chunk = rule.chunk,
            .mixing = chunk_mixing(chunks, rule.lr, torch::full({1}, rule.decay, torch::kFloat64)),
            .relative_cap = rule.relative_cap,
            .down_norm = torch::full({}, layer.down_norm, torch::kFloat64),
            .centre_keys = rule.centre_keys};
}

}  // namespace ttt::test
