// The methods of test-time training by their names, and which parts each has. Plain values.
#pragma once

#include "engine/records/run_config.h"

#include <array>
#include <string_view>

namespace ttt {

/// RunConfig::method. In this order they are offered.
inline constexpr std::array<std::string_view, 4> known_methods{"in-place", "dynamic-evaluation", "lora",
                                                               "in-place+dynamic-evaluation"};

/// Fast weights in the MLP down-projections, written chunk by chunk.
inline bool has_fast_weights(const RunConfig& config)
{
    return config.method.starts_with("in-place");
}

inline bool is_lora(const RunConfig& config)
{
    return config.method == "lora";
}

/// The model's own weights take gradient steps.
inline bool is_dynamic_evaluation(const RunConfig& config)
{
    return config.method.ends_with("dynamic-evaluation");
}

inline bool learns_by_gradients(const RunConfig& config)
{
    return is_lora(config) || is_dynamic_evaluation(config);
}

}  // namespace ttt
