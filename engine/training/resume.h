// What a training began with is kept in its saved state, so that it goes on as the same training or not at all. No
// torch.
#pragma once

#include "engine/model/model_config.h"
#include "engine/training/train_config.h"

#include <string>
#include <vector>

namespace ttt {

/// Of the documents in their order, and of the tokenizer's file.
struct TextHashes {
    std::string corpus;
    std::string validation;
    std::string tokenizer;
};

/// The fixed and the told settings, and hashes of corpus, validation, tokenizer and model: a JSON object.
std::string fingerprint_of(const TrainConfig& config, const ModelConfig& model, const TextHashes& hashes);

/// Sentences about told settings that are others now. Throws ttt::Error, with then and now, when a fixed one is. `name`
/// is the state's file. A state of an older version has no fingerprint (empty): that is said, too.
std::vector<std::string> changes_since(const std::string& fingerprint, const std::string& now, const std::string& name);

}  // namespace ttt
