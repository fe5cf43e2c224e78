#include "engine/model/gguf_names.h"

#include "engine/model/gguf_config.h"
#include "engine/model/gguf_rope.h"

#include <array>
#include <utility>

namespace ttt {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

constexpr std::array whole_model{
    Pair{"token_embd.weight", "model.embed_tokens.weight"},
    Pair{"output_norm.weight", "model.norm.weight"},
    Pair{"output.weight", "lm_head.weight"},
    Pair{"output.bias", "lm_head.bias"},
    Pair{rope_factors_name, "model.rotary_emb.factors"},  // the configuration says the same
};

constexpr std::array of_layer{
    Pair{"attn_norm", "input_layernorm"},    Pair{"attn_q", "self_attn.q_proj"},
    Pair{"attn_k", "self_attn.k_proj"},      Pair{"attn_v", "self_attn.v_proj"},
    Pair{"attn_output", "self_attn.o_proj"}, Pair{"attn_q_norm", "self_attn.q_norm"},
    Pair{"attn_k_norm", "self_attn.k_norm"}, Pair{"ffn_gate", "mlp.gate_proj"},
    Pair{"ffn_up", "mlp.up_proj"},           Pair{"ffn_down", "mlp.down_proj"},
};

// Where norms stand before a part of the block and behind it, ffn_norm is another one.
constexpr std::array norms_before{Pair{"ffn_norm", "post_attention_layernorm"}};
constexpr std::array norms_around{
    Pair{"ffn_norm", "pre_feedforward_layernorm"},
    Pair{"post_attention_norm", "post_attention_layernorm"},
    Pair{"post_ffw_norm", "post_feedforward_layernorm"},
};

template <class Pairs>
std::string_view found(const Pairs& pairs, std::string_view name)
{
    for (const Pair& pair : pairs)
        if (pair.first == name)
            return pair.second;
    return {};
}

}  // namespace

std::string hugging_face_name(std::string_view name, const GgufFamily& family)
{
    if (const std::string_view other = found(whole_model, name); !other.empty())
        return std::string(other);
    constexpr std::string_view block = "blk.";
    if (!name.starts_with(block))
        return std::string(name);
    const std::size_t after_number = name.find('.', block.size()), before_kind = name.rfind('.');
    if (after_number == std::string_view::npos || before_kind <= after_number)
        return "model." + std::string(name);
    const std::string_view part = name.substr(after_number + 1, before_kind - after_number - 1);
    std::string_view other = found(of_layer, part);
    if (other.empty())
        other = family.norms_of_one ? found(norms_around, part) : found(norms_before, part);
    const std::string number(name.substr(block.size(), after_number - block.size()));
    return "model.layers." + number + "." + std::string(other.empty() ? part : other) +
           std::string(name.substr(before_kind));
}

}  // namespace ttt
