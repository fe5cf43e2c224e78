// The tensors of a Hugging Face directory: of model.safetensors, or of shards and their index.
#pragma once

#include "engine/model/model_config.h"
#include "engine/model/safetensors.h"
#include "engine/model/stored_tensor.h"

#include <string>
#include <vector>

namespace ttt {

/// Throws ttt::Error as weight_files (checkpoint_files.h) and SafetensorsFile::open do, and when the index lies.
std::vector<SafetensorsFile> open_weight_files(const std::string& directory);

/// Copies share the open files. Throws ttt::Error when a tensor stands in two files, or a head differs from a tied
/// embedding.
StoredTensors directory_tensors(const std::vector<SafetensorsFile>& files, const std::string& directory,
                                const ModelConfig& config);

}  // namespace ttt
