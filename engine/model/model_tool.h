// Models for programs without torch: a fresh one, one out of a GGUF file, and what there is in one.
#pragma once

#include "engine/model/model_config.h"
#include "engine/model/unused_tensors.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace ttt {

/// Writes random weights for a config.json into `directory`, in the config's dtype. `tokenizer`, a tokenizer.json or
/// empty, is copied beside them. Refuses a directory that already holds a model. Throws ttt::Error.
void init_model(const std::string& config_path, const std::string& directory, std::uint64_t seed,
                const std::string& tokenizer = "");

/// Writes a GGUF file as a Hugging Face checkpoint: config.json, model.safetensors (what was packed as f32),
/// tokenizer.json and tokenizer_config.json. Refuses a directory that already holds a model. Throws ttt::Error.
void import_model(const std::string& path, const std::string& directory);

struct ModelInfo {
    ModelConfig config;
    std::int64_t parameter_count = 0;
    std::int64_t tensor_count = 0;
    std::map<std::string, std::int64_t> formats;  // tensors of each ("BF16", "Q4_K")
    std::int64_t token_count = 0;                 // of the tokenizer; 0: there is none
    std::vector<double> decay;                    // gamma of each fast layer; empty: none was trained
    std::string hash;
    UnusedTensors unused;              // names of tensors that nothing is computed with
    std::vector<std::string> remarks;  // sentences about them
};

/// Of a directory or a GGUF file. Reads all weights. Throws ttt::Error.
ModelInfo model_info(const std::string& path);

}  // namespace ttt
