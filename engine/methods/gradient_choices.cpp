#include "engine/methods/gradient_choices.h"

#include "engine/records/methods.h"
#include "engine/records/settings/resolve.h"

namespace ttt {

LoraPlaces lora_places(const std::string& parameters)
{
    const std::string list = "," + parameters + ",";
    const auto has = [&](const char* word) { return list.find("," + std::string(word) + ",") != std::string::npos; };
    return {.query = has("q"), .value = has("v"), .down = has("down"), .head = has("head")};
}

LearnedPart learned_part(const RunConfig& config)
{
    return find_word<LearnedPart>(config.parameters).value_or(LearnedPart::all);
}

std::vector<std::int64_t> learning_layers(const RunConfig& config, const ModelConfig& model)
{
    if (!has_fast_weights(config) || learned_part(config) == LearnedPart::down)
        return config.fast_layers;
    return all_layers(model.layer_count);
}

}  // namespace ttt
