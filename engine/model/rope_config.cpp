#include "engine/model/model_config_parts.h"

namespace ttt {
namespace {

constexpr std::int64_t most_tokens = 1 << 30;

std::optional<double> optional_number(const JsonFields& fields, const std::string& key)
{
    return fields.has(key) ? std::optional(fields.number(key)) : std::nullopt;
}

RopeScaling read_scaling(const JsonFields& fields, const JsonFields& top, std::int64_t max_positions)
{
    RopeScaling rope;
    const std::string key = fields.has("rope_type") ? "rope_type" : "type";
    rope.type = fields.text_or(key, "default");
    if (rope.type == "default")
        return rope;
    if (rope.type != "linear" && rope.type != "llama3" && rope.type != "yarn")
        fields.fail(key, "must be default, linear, llama3 or yarn");

    if (rope.type != "linear") {
        // Both places occur; the outer one wins, as in transformers.
        const JsonFields& holder = top.has("original_max_position_embeddings") ? top : fields;
        rope.original_max_position =
            holder.integer_or("original_max_position_embeddings", 1, most_tokens, max_positions);
    }
    if (rope.type == "yarn" && !fields.has("factor"))
        rope.factor = static_cast<double>(max_positions) / static_cast<double>(rope.original_max_position);
    else
        rope.factor = fields.positive("factor");

    if (rope.type == "llama3") {
        rope.low_freq_factor = fields.positive("low_freq_factor");
        rope.high_freq_factor = fields.positive("high_freq_factor");
        if (rope.high_freq_factor <= rope.low_freq_factor)
            fields.fail("high_freq_factor", "must be above low_freq_factor");
    }
    if (rope.type == "yarn") {
        rope.beta_fast = fields.positive_or("beta_fast", 32);
        rope.beta_slow = fields.positive_or("beta_slow", 1);
        if (rope.beta_fast < rope.beta_slow)
            fields.fail(fields.has("beta_fast") ? "beta_fast" : "beta_slow", "must keep beta_fast above beta_slow");
        rope.attention_factor = optional_number(fields, "attention_factor");
        rope.mscale = optional_number(fields, "mscale");
        rope.mscale_all_dim = optional_number(fields, "mscale_all_dim");
        rope.truncate = fields.boolean_or("truncate", true);
    }
    return rope;
}

double read_theta(const JsonFields& fields, double fallback)
{
    const double theta = fields.positive_or("rope_theta", fallback);
    if (theta <= 1)
        fields.fail("rope_theta", "must be above 1");
    return theta;
}

void refuse_partial(const JsonFields& fields)
{
    if (fields.has("partial_rotary_factor") && fields.number("partial_rotary_factor") != 1)
        fields.fail("partial_rotary_factor", "must be 1");
}

}  // namespace

void read_rope(ModelConfig& config, const JsonFields& fields)
{
    refuse_partial(fields);
    config.rope_theta = read_theta(fields, 10000);
    const std::string key = fields.has("rope_scaling") ? "rope_scaling" : "rope_parameters";
    if (!fields.has(key))
        return;
    const JsonFields rope = fields.object(key);
    if (rope.has("full_attention") || rope.has("sliding_attention"))
        fields.fail(key, "must be the same for all layers");
    refuse_partial(rope);
    config.rope_theta = read_theta(rope, config.rope_theta);
    config.rope = read_scaling(rope, fields, config.max_positions);
}

}  // namespace ttt
