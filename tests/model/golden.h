// The golden model folders, see tests/golden/README.md.
#pragma once

#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"

#include <string>
#include <vector>

namespace ttt::test {

inline std::string golden_folder(const std::string& name)
{
    return TTT_TESTS_DIR "/golden/models/" + name;
}

/// Those whose "logits" are of the model as it stands; the others are of In-Place TTT.
inline std::vector<std::string> golden_models()
{
    return {"qwen3-tied", "qwen3-window", "qwen3-yarn", "llama-plain", "llama-llama3", "llama-window",
            "qwen2",      "mistral",      "smollm3",    "gemma3",      "gemma3-old"};
}

/// A tensor of expected.safetensors.
inline torch::Tensor golden(const std::string& name, const std::string& tensor)
{
    return SafetensorsFile::open(golden_folder(name) + "/expected.safetensors").tensor(tensor);
}

}  // namespace ttt::test
