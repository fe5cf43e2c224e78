#include "engine/model/model_config.h"

#include "engine/files/json.h"
#include "engine/model/family.h"
#include "engine/records/error.h"

#include <algorithm>

namespace ttt {
namespace {

using Json = nlohmann::ordered_json;  // keeps the order of the file that was read

void write_sizes(Json& json, const ModelConfig& config, const FamilyRules& family)
{
    json["model_type"] = spelled(config.family);
    if (!json.contains("architectures"))
        json["architectures"] = Json::array({std::string(family.architecture)});
    json["vocab_size"] = config.vocab_size;
    json["hidden_size"] = config.hidden_size;
    json["intermediate_size"] = config.intermediate_size;
    json["num_hidden_layers"] = config.layer_count;
    json["num_attention_heads"] = config.head_count;
    json["num_key_value_heads"] = config.kv_head_count;
    json["head_dim"] = config.head_dim;
    json[family.is_gemma ? "hidden_activation" : "hidden_act"] = spelled(config.activation);
    json["rms_norm_eps"] = config.rms_norm_eps;
    json["initializer_range"] = config.initializer_range;
    json["tie_word_embeddings"] = config.tied_embeddings;
    if (family.asks_bias)
        json["attention_bias"] = config.attention_bias;
    if (family.asks_mlp_bias)
        json["mlp_bias"] = config.mlp_bias;
    json["max_position_embeddings"] = config.max_positions;
    json["dtype"] = spelled(config.dtype);
    json.erase("torch_dtype");
    if (family.is_gemma && !json.contains("query_pre_attn_scalar"))  // transformers takes whole numbers only
        json["query_pre_attn_scalar"] = static_cast<std::int64_t>(config.attention_width);
}

void write_unrotated(Json& json, const ModelConfig& config)
{
    std::vector<int> rotates(static_cast<std::size_t>(config.layer_count), 1);
    for (const std::int64_t layer : config.unrotated)
        rotates[static_cast<std::size_t>(layer)] = 0;
    json["no_rope_layers"] = rotates;
}

/// For transformers 5 (rope_parameters) and 4 (rope_theta, rope_scaling).
void write_rope(Json& json, const ModelConfig& config)
{
    const RopeScaling& rope = config.rope;
    Json scaling{{"rope_type", spelled(rope.type)}};
    if (rope.type != RopeType::plain)
        scaling["factor"] = rope.factor;
    if (rope.original_max_position > 0)
        scaling["original_max_position_embeddings"] = rope.original_max_position;
    if (rope.type == RopeType::llama3) {
        scaling["low_freq_factor"] = rope.low_freq_factor;
        scaling["high_freq_factor"] = rope.high_freq_factor;
    }
    if (rope.type == RopeType::yarn) {
        scaling["beta_fast"] = rope.beta_fast;
        scaling["beta_slow"] = rope.beta_slow;
        scaling["truncate"] = rope.truncate;
        const auto write_optional = [&](const char* key, const std::optional<double>& value) {
            if (value)
                scaling[key] = *value;
        };
        write_optional("attention_factor", rope.attention_factor);
        write_optional("mscale", rope.mscale);
        write_optional("mscale_all_dim", rope.mscale_all_dim);
    }
    json.erase("original_max_position_embeddings");
    json["rope_theta"] = config.rope_theta;
    json["rope_scaling"] = rope.type == RopeType::plain ? Json() : scaling;
    scaling["rope_theta"] = config.rope_theta;
    json["rope_parameters"] = scaling;
    if (config.local_rope_theta == 0)
        return;
    json["rope_local_base_freq"] = config.local_rope_theta;
    json["rope_parameters"] = {
        {"full_attention", scaling},
        {"sliding_attention", {{"rope_type", "default"}, {"rope_theta", config.local_rope_theta}}}};
}

void write_windows(Json& json, const ModelConfig& config)
{
    std::int64_t window = 0;
    std::vector<std::string> types;
    for (const std::int64_t size : config.windows) {
        if (size != 0 && window != 0 && size != window)
            throw Error("The attention windows " + std::to_string(window) + " and " + std::to_string(size) +
                        " cannot stand in one config.json, which holds one sliding_window for all layers.");
        window = std::max(window, size);
        types.push_back(size == 0 ? "full_attention" : "sliding_attention");
    }
    json["layer_types"] = types;
    json["use_sliding_window"] = window != 0;
    json["sliding_window"] = window == 0 ? Json() : Json(window);
}

void write_ttt(Json& json, const TttConfig& ttt)
{
    for (const char* key : {"ttt_mode", "ttt_layers", "ttt_lr", "ttt_lr_per_layer", "ttt_chunk", "ttt_proj",
                            "ttt_target", "ttt_decay", "ttt_relative_cap", "ttt_clip", "ttt_centre_keys", "ttt_twin"})
        json.erase(key);
    if (!ttt.twin.empty())
        json["ttt_twin"] = ttt.twin;
    if (!ttt.mode && ttt.layers.empty())
        return;
    json["ttt_mode"] = ttt.mode;
    json["ttt_layers"] = ttt.layers;
    if (!ttt.lr.empty())
        json["ttt_lr"] = ttt.lr.front();
    if (ttt.lr.size() > 1)
        json["ttt_lr_per_layer"] = ttt.lr;
    json["ttt_chunk"] = ttt.chunk;
    json["ttt_proj"] = ttt.proj;
    json["ttt_target"] = spelled(ttt.target);
    // Ours, and only where they say something: an official config stays one.
    if (ttt.decay)
        json["ttt_decay"] = true;
    if (ttt.relative_cap > 0)
        json["ttt_relative_cap"] = ttt.relative_cap;
    if (ttt.clip > 0)
        json["ttt_clip"] = ttt.clip;
    if (ttt.centre_keys)
        json["ttt_centre_keys"] = true;
}

ModelConfig as_read(const std::string& json)
{
    if (json.empty())
        return ModelConfig();
    return parse_model_config(json, "config.json");
}

}  // namespace

std::string to_json(const ModelConfig& config)
{
    Json json = config.json.empty() ? Json::object() : parse_json<Json>(config.json, "The text of config.json");
    // Parts that say the same in other words (other keys, unknown ones beside them) stay as they were.
    const ModelConfig before = as_read(config.json);
    const FamilyRules& family = rules_of(config.family);
    write_sizes(json, config, family);
    if (config.json.empty() || before.rope != config.rope || before.rope_theta != config.rope_theta ||
        before.local_rope_theta != config.local_rope_theta)
        write_rope(json, config);
    if (family.skips_rotary && (config.json.empty() || before.unrotated != config.unrotated))
        write_unrotated(json, config);
    if (before.windows != config.windows)
        write_windows(json, config);
    if (config.json.empty() || before.ttt != config.ttt || !before.notes.empty())
        write_ttt(json, config.ttt);
    return json.dump(2) + "\n";
}

}  // namespace ttt
