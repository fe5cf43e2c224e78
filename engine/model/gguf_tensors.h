// The tensors of a GGUF file under the names, and in the order of rows, of a Hugging Face checkpoint.
#pragma once

#include "engine/gguf/gguf_file.h"
#include "engine/model/model_config.h"
#include "engine/model/stored_tensor.h"

namespace ttt {

/// Copies share the open file. F16 and BF16 stay what they are, everything packed becomes f32. Throws ttt::Error when
/// two tensors get one name.
StoredTensors gguf_tensors(const GgufFile& file, const ModelConfig& config);

}  // namespace ttt
