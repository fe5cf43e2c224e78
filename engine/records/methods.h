// The methods of test-time training as data: name, title, rule, and what each can. Nobody else asks a name for that.
#pragma once

#include "engine/records/run_config.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace ttt {

struct MethodInfo {
    std::string_view key;       // RunConfig::method
    std::string_view title;     // for people
    std::string_view sentence;  // its rule and where it comes from
    bool fast_weights;          // down-projections are written chunk by chunk
    bool gradients;             // something takes gradient steps after each segment
    bool low_rank;              // and that is a low-rank product beside chosen matrices, not the weights themselves

    constexpr bool operator==(const MethodInfo& other) const { return key == other.key; }
};

/// In this order they are offered; the first is the default.
inline constexpr std::array known_methods{
    MethodInfo{.key = "in-place",
               .title = "In-Place TTT",
               .sentence = "In-Place TTT (arXiv 2604.06169): the MLP down-projection of some layers learns while the "
                           "model reads, chunk by chunk: S ← γ S + η Vᵀ Z, W = W₀ + S.",
               .fast_weights = true,
               .gradients = false,
               .low_rank = false},
    MethodInfo{.key = "dynamic-evaluation",
               .title = "Dynamic evaluation",
               .sentence = "Dynamic evaluation (1709.07432): after each segment the weights take a gradient step on "
                           "its NLL: θ ← θ − lr g.",
               .fast_weights = false,
               .gradients = true,
               .low_rank = false},
    MethodInfo{.key = "lora",
               .title = "LoRA",
               .sentence = "LoRA (2106.09685): after each segment a low-rank product beside chosen matrices takes a "
                           "gradient step: W = W₀ + α/r B A.",
               .fast_weights = false,
               .gradients = true,
               .low_rank = true},
    MethodInfo{.key = "in-place+dynamic-evaluation",
               .title = "In-Place TTT + dynamic evaluation",
               .sentence = "Both: fast weights are written while the model reads, and W₀ takes the gradient step "
                           "after.",
               .fast_weights = true,
               .gradients = true,
               .low_rank = false},
};

/// nullptr: no method of this version.
inline const MethodInfo* find_method(std::string_view key)
{
    const auto found = std::ranges::find(known_methods, key, &MethodInfo::key);
    return found == known_methods.end() ? nullptr : &*found;
}

/// Fast weights in the MLP down-projections, written chunk by chunk.
inline bool has_fast_weights(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->fast_weights;
}

inline bool is_lora(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->low_rank;
}

inline bool learns_by_gradients(const RunConfig& config)
{
    const MethodInfo* method = find_method(config.method);
    return method && method->gradients;
}

}  // namespace ttt
