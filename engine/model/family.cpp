#include "engine/model/family.h"

#include <algorithm>
#include <array>

namespace ttt {
namespace {

constexpr std::array families{
    FamilyRules{.family = Family::llama,
                .architecture = "LlamaForCausalLM",
                .asks_bias = true,
                .asks_mlp_bias = true,
                .max_positions = 2048},
    FamilyRules{.family = Family::mistral,
                .architecture = "MistralForCausalLM",
                .windows = UsualWindows::all,
                .max_positions = 131072},
    FamilyRules{.family = Family::qwen2,
                .architecture = "Qwen2ForCausalLM",
                .has_qkv_bias = true,
                .windows = UsualWindows::late,
                .max_positions = 32768},
    FamilyRules{.family = Family::qwen3,
                .architecture = "Qwen3ForCausalLM",
                .qk_norm = true,
                .asks_bias = true,
                .windows = UsualWindows::late,
                .head_dim = 128,
                .max_positions = 32768},
    FamilyRules{.family = Family::smollm3,
                .architecture = "SmolLM3ForCausalLM",
                .asks_bias = true,
                .asks_mlp_bias = true,
                .skips_rotary = true,
                .max_positions = 32768,
                .rope_theta = 2e6,
                .tied_embeddings = true},
    FamilyRules{.family = Family::gemma3_text,
                .architecture = "Gemma3ForCausalLM",
                .qk_norm = true,
                .asks_bias = true,
                .is_gemma = true,
                .windows = UsualWindows::pattern,
                .head_dim = 256,
                .max_positions = 131072,
                .rope_theta = 1e6,
                .tied_embeddings = true},
};

}  // namespace

const FamilyRules& rules_of(Family family)
{
    return *std::ranges::find(families, family, &FamilyRules::family);
}

}  // namespace ttt
