// Where a training stands: saved and found again so that it goes on exactly; and the trained model as a directory.
#pragma once

#include "engine/training/adamw.h"
#include "engine/training/train_setup.h"

#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// Parameters that are trained, in checkpoint order, same storage as in `weights`.
std::vector<TrainedTensor> trainable_tensors(const ModelWeights& weights, const TrainConfig& config);

/// Writes weights, moments, step and fingerprint (engine/training/resume.h) to <output>/training/state.safetensors.
void save_training_state(const TrainConfig& config, const std::string& fingerprint, const ModelWeights& weights,
                         const AdamW& optimizer);

/// Reads it back into the same tensors; nullopt when there is none. Returns sentences about settings that have changed.
/// Throws Error when it belongs to another training or model, or is damaged.
std::optional<std::vector<std::string>> restore_training_state(const TrainConfig& config,
                                                               const std::string& fingerprint,
                                                               const ModelWeights& weights, AdamW& optimizer);

/// Writes config.json, weights and tokenizer.json to <output>, the embedding's norm folded into its table.
void save_trained_model(const TrainConfig& config, const TrainSetup& setup, const ModelWeights& weights);

}  // namespace ttt
