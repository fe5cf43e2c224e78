#include "engine/model/model_config.h"

#include "engine/files/json.h"
#include "engine/files/json_fields.h"
#include "engine/files/json_words.h"
#include "engine/files/lfs_pointer.h"
#include "engine/files/regular_file.h"
#include "engine/model/model_config_parts.h"
#include "engine/records/error.h"

namespace ttt {
namespace {

// Far above every real model, and small enough that no product of three of them overflows 63 bits.
constexpr std::int64_t most_tokens = 1 << 30;
constexpr std::int64_t most_width = 1 << 20;
constexpr std::int64_t most_layers = 4096;

const FamilyRules& family_of(const JsonFields& fields)
{
    const std::optional<Family> family = find_word<Family>(fields.text("model_type"));
    if (!family)
        fields.fail("model_type", "must be " + all_words<Family>() + ", the families that this program computes");
    return rules_of(*family);
}

void read_biases(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    const bool asked = family.asks_bias && fields.boolean_or("attention_bias", false);
    config.attention_bias = asked || family.has_qkv_bias;
    config.output_bias = asked;
    config.mlp_bias = family.asks_mlp_bias && fields.boolean_or("mlp_bias", false);
}

/// Gemma's gate has a key of its own.
void read_activation(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    const bool own = family.is_gemma && (fields.has("hidden_activation") || !fields.has("hidden_act"));
    const char* key = own ? "hidden_activation" : "hidden_act";
    config.activation = word_or(fields, key, family.is_gemma ? Activation::gelu_tanh : Activation::silu,
                                "must be 'silu' or 'gelu_pytorch_tanh'");
}

void read_gemma(ModelConfig& config, const JsonFields& fields)
{
    constexpr double usual_width = 256;
    for (const char* key : {"attn_logit_softcapping", "final_logit_softcapping"})
        if (fields.has(key))
            fields.fail(key, "must be null: soft caps are not computed");
    if (fields.boolean_or("use_bidirectional_attention", false))
        fields.fail("use_bidirectional_attention", "must be false");
    config.four_norms = config.norms_from_one = config.scaled_embedding = true;
    config.attention_width = fields.positive_or("query_pre_attn_scalar", usual_width);
}

void read_family(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    config.family = family.family;
    config.qk_norm = family.qk_norm;
    read_biases(config, fields, family);
    read_activation(config, fields, family);
    if (family.is_gemma)
        read_gemma(config, fields);
}

/// Codes would be taken for weights.
void refuse_quantised(const JsonFields& fields, const std::string& file_name)
{
    for (const char* key : {"quantization_config", "compression_config", "quantization"}) {
        if (!fields.has(key) || (fields.value(key).is_object() && fields.object(key).empty()))
            continue;
        const bool named = fields.value(key).is_object() && fields.object(key).has("quant_method");
        const std::string method = named ? " (" + json_words(fields.object(key).value("quant_method")) + ")" : "";
        throw Error("The checkpoint of '" + file_name + "' is quantised" + method + ", as its " + key +
                    " says; only weights in F64, F32, BF16 or F16 are computed with.");
    }
}

void read_sizes(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    config.vocab_size = fields.integer("vocab_size", 1, most_width * 16);
    config.hidden_size = fields.integer("hidden_size", 1, most_width);
    config.intermediate_size = fields.integer("intermediate_size", 1, most_width);
    config.layer_count = fields.integer("num_hidden_layers", 1, most_layers);
    config.head_count = fields.integer("num_attention_heads", 1, most_width);
    config.kv_head_count = fields.integer_or("num_key_value_heads", 1, most_width, config.head_count);
    if (config.head_count % config.kv_head_count != 0)
        fields.fail("num_key_value_heads", "must divide num_attention_heads = " + std::to_string(config.head_count));

    const std::int64_t usual = family.head_dim > 0 ? family.head_dim : config.hidden_size / config.head_count;
    if (!fields.has("head_dim") && family.head_dim == 0 && config.hidden_size % config.head_count != 0)
        fields.fail("num_attention_heads", "must divide hidden_size = " + std::to_string(config.hidden_size));
    config.head_dim = fields.integer_or("head_dim", 1, most_width, usual);
    if (config.head_dim % 2 != 0)
        fields.fail(fields.has("head_dim") ? "head_dim" : "hidden_size", "must give heads of an even width");
}

void read_rest(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    config.rms_norm_eps = fields.positive_or("rms_norm_eps", 1e-6);
    config.initializer_range = fields.not_negative_or("initializer_range", 0.02);
    config.tied_embeddings = fields.boolean_or("tie_word_embeddings", family.tied_embeddings);
    config.max_positions = fields.integer_or("max_position_embeddings", 1, most_tokens, family.max_positions);

    const std::string key = fields.has("dtype") ? "dtype" : "torch_dtype";
    config.dtype = word_or(fields, key, StoredDtype::float32, "must be 'float32', 'bfloat16' or 'float16'");
}

}  // namespace

ModelConfig parse_model_config(const std::string& json_text, const std::string& file_name)
{
    const nlohmann::json json = parse_json(json_text, "The file '" + file_name + "'");
    if (!json.is_object())
        throw Error("The file '" + file_name + "' does not hold a JSON object.");
    const JsonFields fields(json, file_name);
    ModelConfig config;
    config.json = json_text;
    refuse_quantised(fields, file_name);
    const FamilyRules& family = family_of(fields);
    read_family(config, fields, family);
    read_sizes(config, fields, family);
    read_rest(config, fields, family);
    read_rope(config, fields, family);
    read_unrotated(config, fields, family);
    read_windows(config, fields, family);
    read_ttt(config, fields);
    return config;
}

ModelConfig read_config_file(const std::string& path)
{
    constexpr std::size_t most = 16 << 20;  // bytes; real ones have a few thousand
    const std::string text = read_regular_file(path, most);
    refuse_lfs_pointer(text, path);
    return parse_model_config(text, path);
}

}  // namespace ttt
