#include "engine/model/model_config_parts.h"

#include <cstddef>
#include <string>

namespace ttt {
namespace {

constexpr std::int64_t most_tokens = 1 << 30;

std::vector<std::int64_t> windows_of_types(const ModelConfig& config, const JsonFields& fields)
{
    const std::vector<std::string> types = fields.texts("layer_types");
    if (static_cast<std::int64_t>(types.size()) != config.layer_count)
        fields.fail("layer_types", "must name " + std::to_string(config.layer_count) + " layers");
    std::vector<std::int64_t> windows;
    for (const std::string& type : types) {
        if (type != "full_attention" && type != "sliding_attention")
            fields.fail("layer_types", "must hold full_attention and sliding_attention only");
        if (type == "sliding_attention" && !fields.boolean_or("use_sliding_window", true))
            fields.fail("use_sliding_window", "must be true where layer_types names sliding layers");
        windows.push_back(type == "full_attention" ? 0 : fields.integer("sliding_window", 1, most_tokens));
    }
    return windows;
}

/// Gemma: every so many layers one without a window.
std::int64_t pattern_of(const JsonFields& fields)
{
    constexpr std::int64_t usual = 6;
    return fields.integer_or("sliding_window_pattern", 1, most_tokens, usual);
}

/// Whether a layer has a window where no list says it, in a model that has some.
bool usually_slides(std::int64_t layer, const JsonFields& fields, UsualWindows usual)
{
    if (usual == UsualWindows::late)
        return layer >= fields.integer_or("max_window_layers", 0, most_tokens, 28);
    return usual == UsualWindows::all || (layer + 1) % pattern_of(fields) != 0;
}

bool usually_has_windows(const JsonFields& fields, UsualWindows usual)
{
    if (usual == UsualWindows::late)
        return fields.boolean_or("use_sliding_window", false);
    return usual != UsualWindows::none && !fields.is_null("sliding_window");
}

std::vector<std::int64_t> usual_windows(const ModelConfig& config, const JsonFields& fields, UsualWindows usual)
{
    constexpr std::int64_t usual_size = 4096;  // of all families
    std::vector<std::int64_t> windows(static_cast<std::size_t>(config.layer_count), 0);
    if (!usually_has_windows(fields, usual))
        return windows;
    const std::int64_t size = fields.integer_or("sliding_window", 1, most_tokens, usual_size);
    for (std::int64_t layer = 0; layer < config.layer_count; ++layer)
        if (usually_slides(layer, fields, usual))
            windows[static_cast<std::size_t>(layer)] = size;
    return windows;
}

}  // namespace

void read_windows(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    config.windows =
        fields.has("layer_types") ? windows_of_types(config, fields) : usual_windows(config, fields, family.windows);
    for (std::int64_t layer = 0; layer < config.layer_count; ++layer)
        if (config.local_rope_theta > 0 && config.windows[static_cast<std::size_t>(layer)] > 0)
            config.local_layers.push_back(layer);
}

void read_unrotated(ModelConfig& config, const JsonFields& fields, const FamilyRules& family)
{
    constexpr std::int64_t usual_interval = 4;
    if (!family.skips_rotary)
        return;
    if (fields.has("no_rope_layers")) {
        const std::vector<std::int64_t> rotates = fields.integers("no_rope_layers");
        if (static_cast<std::int64_t>(rotates.size()) != config.layer_count)
            fields.fail("no_rope_layers", "must name " + std::to_string(config.layer_count) + " layers");
        for (std::int64_t layer = 0; layer < config.layer_count; ++layer)
            if (rotates[static_cast<std::size_t>(layer)] == 0)
                config.unrotated.push_back(layer);
        return;
    }
    const std::int64_t interval = fields.integer_or("no_rope_layer_interval", 1, most_tokens, usual_interval);
    for (std::int64_t layer = interval - 1; layer < config.layer_count; layer += interval)
        config.unrotated.push_back(layer);
}

}  // namespace ttt
