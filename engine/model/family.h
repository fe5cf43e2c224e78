// What the model_type of a config.json means: what transformers takes for granted in each family.
#pragma once

#include "engine/model/model_config.h"

#include <cstdint>
#include <string_view>

namespace ttt {

/// Which layers have a sliding window where config.json does not list the types of its layers.
enum class UsualWindows {
    none,     // LLaMA, SmolLM3
    late,     // Qwen: with use_sliding_window, from max_window_layers on
    all,      // Mistral
    pattern,  // Gemma: all but every sixth
};

struct FamilyRules {
    Family family;
    std::string_view architecture;  // of transformers
    bool qk_norm = false;           // norms of queries and keys
    bool asks_bias = false;         // reads attention_bias: of q, k, v and o
    bool has_qkv_bias = false;      // q, k and v have a bias whatever config.json says
    bool asks_mlp_bias = false;     // reads mlp_bias
    bool skips_rotary = false;      // reads no_rope_layers
    bool is_gemma = false;          // four norms of 1 + w, scaled embedding, its own base for layers with a window
    UsualWindows windows = UsualWindows::none;
    std::int64_t head_dim = 0;  // 0: hidden_size / num_attention_heads
    std::int64_t max_positions = 0;
    double rope_theta = 10000;
    bool tied_embeddings = false;
};

const FamilyRules& rules_of(Family family);

}  // namespace ttt
