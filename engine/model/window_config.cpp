#include "engine/model/model_config_parts.h"

#include <cstddef>

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

}  // namespace

void read_windows(ModelConfig& config, const JsonFields& fields)
{
    if (fields.has("layer_types")) {
        config.windows = windows_of_types(config, fields);
        return;
    }
    config.windows.assign(static_cast<std::size_t>(config.layer_count), 0);
    // LLaMA's own config has no window without layer_types; Qwen3 has one from layer max_window_layers on.
    if (config.family != Family::qwen3 || !fields.boolean_or("use_sliding_window", false))
        return;
    const std::int64_t window = fields.integer_or("sliding_window", 1, most_tokens, 4096);
    const std::int64_t first = fields.integer_or("max_window_layers", 0, most_tokens, 28);
    for (std::int64_t layer = first; layer < config.layer_count; ++layer)
        config.windows[static_cast<std::size_t>(layer)] = window;
}

}  // namespace ttt
