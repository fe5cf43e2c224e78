#include "engine/model/model_config_parts.h"

namespace ttt {
namespace {

constexpr std::int64_t most_tokens = 1 << 30;

std::optional<double> optional_number(const JsonFields& fields, const std::string& key)
{
    return fields.has(key) ? std::optional(fields.number(key)) : std::nullopt;
}

/// A value that stands in two places must be the same in both: programs differ in which one they take.
template <class Value>
void refuse_conflict(const JsonFields& fields, const std::string& key, const Value& here, const Value& there,
                     const std::string& other)
{
    if (here != there)
        fields.fail(key, "must agree with " + other);
}

/// rope_type, and its older name type.
RopeType read_type(const JsonFields& fields)
{
    const std::string key = fields.has("rope_type") ? "rope_type" : "type";
    if (fields.has("type"))
        refuse_conflict(fields, "type", fields.text("type"), fields.text(key), "rope_type");
    return word_or(fields, key, RopeType::plain, "must be " + all_words<RopeType>());
}

/// Without a type every stretch would be dropped without a word.
void refuse_untyped_stretch(const JsonFields& fields)
{
    for (const char* key : {"factor", "attention_factor"})
        if (fields.has(key) && fields.number(key) != 1)
            fields.fail(key, "must be 1 where rope_type is default or absent");
    for (const char* key : {"low_freq_factor", "high_freq_factor", "beta_fast", "beta_slow", "mscale", "short_factor",
                            "long_factor", "mrope_section"})
        if (fields.has(key))
            fields.fail(key, "must not stand where rope_type is default or absent");
}

/// original_max_position_embeddings, which stands inside or outside.
std::int64_t read_first_length(const JsonFields& fields, const JsonFields& top, std::int64_t max_positions)
{
    const std::string key = "original_max_position_embeddings";
    const std::int64_t outer = top.integer_or(key, 1, most_tokens, max_positions);
    const std::int64_t inner = fields.integer_or(key, 1, most_tokens, outer);
    if (top.has(key))
        refuse_conflict(fields, key, inner, outer, "the one outside of it, " + std::to_string(outer));
    return inner;
}

RopeScaling read_scaling(const JsonFields& fields, const JsonFields& top, std::int64_t max_positions)
{
    RopeScaling rope;
    rope.type = read_type(fields);
    if (rope.type == RopeType::plain) {
        refuse_untyped_stretch(fields);
        return rope;
    }

    if (rope.type != RopeType::linear)
        rope.original_max_position = read_first_length(fields, top, max_positions);
    if (rope.type == RopeType::yarn && !fields.has("factor"))
        rope.factor = static_cast<double>(max_positions) / static_cast<double>(rope.original_max_position);
    else
        rope.factor = fields.positive("factor");

    if (rope.type == RopeType::llama3) {
        rope.low_freq_factor = fields.positive("low_freq_factor");
        rope.high_freq_factor = fields.positive("high_freq_factor");
        if (rope.high_freq_factor <= rope.low_freq_factor)
            fields.fail("high_freq_factor", "must be above low_freq_factor");
    }
    if (rope.type == RopeType::yarn) {
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

std::optional<double> read_theta(const JsonFields& fields)
{
    if (!fields.has("rope_theta"))
        return std::nullopt;
    const double theta = fields.positive("rope_theta");
    if (theta <= 1)
        fields.fail("rope_theta", "must be above 1");
    return theta;
}

void refuse_partial(const JsonFields& fields)
{
    if (fields.has("partial_rotary_factor") && fields.number("partial_rotary_factor") != 1)
        fields.fail("partial_rotary_factor", "must be 1");
}

struct Rope {
    std::optional<double> theta;
    RopeScaling scaling;
};

/// One of the two spellings; nullopt when it is absent, null or {}: such an object says nothing.
std::optional<Rope> read_spelling(const std::string& key, const JsonFields& top, std::int64_t max_positions)
{
    if (!top.has(key) || top.object(key).empty())
        return std::nullopt;
    const JsonFields rope = top.object(key);
    if (rope.has("full_attention") || rope.has("sliding_attention"))
        top.fail(key, "must be the same for all layers");
    refuse_partial(rope);
    const std::optional<double> outer = read_theta(top), inner = read_theta(rope);
    if (outer && inner)
        refuse_conflict(rope, "rope_theta", *inner, *outer, "the one outside of " + key);
    return Rope{inner ? inner : outer, read_scaling(rope, top, max_positions)};
}

bool is_by_layer(const JsonFields& fields)
{
    if (!fields.has("rope_parameters"))
        return false;
    const JsonFields rope = fields.object("rope_parameters");
    return rope.has("full_attention") || rope.has("sliding_attention");
}

/// Gemma as transformers 5 writes it: rope_parameters by type of layer.
void read_rope_by_layer(ModelConfig& config, const JsonFields& fields)
{
    const JsonFields rope = fields.object("rope_parameters");
    if (rope.has("full_attention")) {
        const JsonFields full = rope.object("full_attention");
        refuse_partial(full);
        config.rope = read_scaling(full, fields, config.max_positions);
        config.rope_theta = read_theta(full).value_or(config.rope_theta);
    }
    const auto old = read_spelling("rope_scaling", fields, config.max_positions);
    if (old && old->scaling != config.rope)
        fields.fail("rope_scaling", "must say the same as full_attention in rope_parameters");
    if (rope.has("sliding_attention")) {
        const JsonFields sliding = rope.object("sliding_attention");
        refuse_partial(sliding);
        if (read_type(sliding) != RopeType::plain)
            sliding.fail("rope_type", "must be default for layers with a window");
        refuse_untyped_stretch(sliding);
        config.local_rope_theta = read_theta(sliding).value_or(config.local_rope_theta);
    }
}

void read_same_rope(ModelConfig& config, const JsonFields& fields)
{
    refuse_partial(fields);
    const auto old = read_spelling("rope_scaling", fields, config.max_positions);
    const auto current = read_spelling("rope_parameters", fields, config.max_positions);
    const bool same_theta = !old || !current || !old->theta || !current->theta || old->theta == current->theta;
    if (old && current && (old->scaling != current->scaling || !same_theta))
        fields.fail("rope_scaling", "must say the same as rope_parameters");
    const std::optional<Rope>& said = current ? current : old;
    const auto theta = [](const std::optional<Rope>& rope) { return rope ? rope->theta : std::nullopt; };
    config.rope = said ? said->scaling : RopeScaling();
    config.rope_theta = theta(current).value_or(theta(old).value_or(read_theta(fields).value_or(config.rope_theta)));
}

}  // namespace

void read_rope(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    constexpr double usual_local = 10000;
    config.rope_theta = family.rope_theta;
    if (family.is_gemma)
        config.local_rope_theta = fields.positive_or("rope_local_base_freq", usual_local);
    if (family.is_gemma && is_by_layer(fields))
        read_rope_by_layer(config, fields);
    else
        read_same_rope(config, fields);
}

}  // namespace ttt
