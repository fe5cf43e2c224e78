// What a training starts from: tokenizer, corpus, model configuration and fresh or continued weights.
#pragma once

#include "engine/model/weights.h"
#include "engine/training/corpus.h"
#include "engine/training/resume.h"
#include "engine/training/train_config.h"

#include <functional>
#include <string>

namespace ttt {

using StageReport = std::function<void(const std::string& sentence)>;

struct TrainSetup {
    Tokenizer tokenizer;
    std::string tokenizer_json;  // its file's text, for the trained directory
    Corpus corpus;
    Corpus validation;  // one document per file
    ModelConfig model;
    TextHashes hashes;
};

/// Loads or trains the tokenizer, reads both corpora, merges the model's configuration. Throws Error.
TrainSetup prepare_training(const TrainConfig& config, const StageReport& report, const std::stop_token& cancel);

/// Throws ttt::Error when weights, moments and one step's rows are more than the memory of the device.
void check_training_fits(const TrainConfig& config, const ModelConfig& model);

/// f32 weights on the device: fresh, or those of config.init with fresh TTT parameters where it has none.
/// Tensors that config.trainable names require gradients.
ModelWeights starting_weights(const TrainConfig& config, const ModelConfig& model, torch::Device device);

}  // namespace ttt
