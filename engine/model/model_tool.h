// Model directories for programs without torch: a fresh one, and what a directory holds.
#pragma once

#include "engine/model/model_config.h"
#include "engine/model/unused_tensors.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// Writes random weights for a config.json into `directory`, in the config's dtype. `tokenizer`, a tokenizer.json or
/// empty, is copied beside them. Refuses a directory that already holds a model. Throws ttt::Error.
void init_model(const std::string& config_path, const std::string& directory, std::uint64_t seed,
                const std::string& tokenizer = "");

struct ModelInfo {
    ModelConfig config;
    std::int64_t parameter_count = 0;
    std::int64_t tensor_count = 0;
    std::int64_t token_count = 0;  // of tokenizer.json; 0: there is none
    std::vector<double> decay;     // gamma of each fast layer; empty: none was trained
    std::string hash;
    UnusedTensors unused;              // names of tensors that nothing is computed with
    std::vector<std::string> remarks;  // sentences about them
};

/// Reads all weights. Throws ttt::Error.
ModelInfo model_info(const std::string& directory);

}  // namespace ttt
