// What a person may choose of the methods that learn by gradients: words, ranges, and what an empty choice means.
// Plain values; no torch.
#pragma once

#include "engine/model/model_config.h"
#include "engine/records/methods.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Which matrices get a low-rank product.
struct LoraPlaces {
    bool query = false, value = false, down = false, head = false;
};

/// Reads "q,v": some of q, v, down and head, by commas. Throws ttt::Error with a sentence.
LoraPlaces lora_places(const std::string& parameters);

/// Words and ranges, and that nothing was chosen that the method does not have. Throws ttt::Error.
void check_gradient_words(const RunConfig& config);

/// No empty choice of the gradient steps is left; what other methods have stays as it is. chunk is the segment,
/// fast_layers are the layers that learn where there are no fast weights. Throws ttt::Error.
void resolve_gradient_choices(RunConfig& config, const ModelConfig& model);

/// The layers that learn by gradients, of a resolved configuration. Beside fast weights these are all, but where the
/// down-projections alone learn: then those that are fast, too.
std::vector<std::int64_t> learning_layers(const RunConfig& config, const ModelConfig& model);

/// The segment when nobody chose one and the model was not trained with a chunk, tokens.
inline constexpr std::int64_t default_segment = 64;

}  // namespace ttt
