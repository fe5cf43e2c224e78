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

void read_family(ModelConfig& config, const JsonFields& fields)
{
    const std::optional<Family> family = find_word<Family>(fields.text("model_type"));
    if (!family)
        fields.fail("model_type", "must be 'qwen3' or 'llama', the families that this program computes");
    config.family = *family;
    config.qk_norm = config.family == Family::qwen3;
    config.attention_bias = fields.boolean_or("attention_bias", false);
    config.mlp_bias = config.family == Family::llama && fields.boolean_or("mlp_bias", false);
    config.activation = fields.text_or("hidden_act", "silu");
    if (config.activation != "silu")
        fields.fail("hidden_act", "must be 'silu'");
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

void read_sizes(ModelConfig& config, const JsonFields& fields)
{
    config.vocab_size = fields.integer("vocab_size", 1, most_width * 16);
    config.hidden_size = fields.integer("hidden_size", 1, most_width);
    config.intermediate_size = fields.integer("intermediate_size", 1, most_width);
    config.layer_count = fields.integer("num_hidden_layers", 1, most_layers);
    config.head_count = fields.integer("num_attention_heads", 1, most_width);
    config.kv_head_count = fields.integer_or("num_key_value_heads", 1, most_width, config.head_count);
    if (config.head_count % config.kv_head_count != 0)
        fields.fail("num_key_value_heads", "must divide num_attention_heads = " + std::to_string(config.head_count));

    // A Qwen3 config without head_dim means 128, a LLaMA's the width of one head.
    const std::int64_t usual = config.family == Family::qwen3 ? 128 : config.hidden_size / config.head_count;
    if (!fields.has("head_dim") && config.family == Family::llama && config.hidden_size % config.head_count != 0)
        fields.fail("num_attention_heads", "must divide hidden_size = " + std::to_string(config.hidden_size));
    config.head_dim = fields.integer_or("head_dim", 1, most_width, usual);
    if (config.head_dim % 2 != 0)
        fields.fail(fields.has("head_dim") ? "head_dim" : "hidden_size", "must give heads of an even width");
}

void read_rest(ModelConfig& config, const JsonFields& fields)
{
    config.rms_norm_eps = fields.positive_or("rms_norm_eps", 1e-6);
    config.initializer_range = fields.not_negative_or("initializer_range", 0.02);
    config.tied_embeddings = fields.boolean_or("tie_word_embeddings", false);
    config.max_positions =
        fields.integer_or("max_position_embeddings", 1, most_tokens, config.family == Family::qwen3 ? 32768 : 2048);

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
    read_family(config, fields);
    read_sizes(config, fields);
    read_rest(config, fields);
    read_rope(config, fields);
    read_windows(config, fields);
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
