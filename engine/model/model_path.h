// A model is the folder of a Hugging Face checkpoint, or a GGUF file.
#pragma once

#include "engine/model/model_config.h"

#include <string>

namespace ttt {

/// Throws ttt::Error when nothing is there, or a folder without a config.json. True: a file.
bool is_model_file(const std::string& model);

/// What config.json or the file's metadata say. Throws ttt::Error.
ModelConfig read_model_config(const std::string& model);

}  // namespace ttt
