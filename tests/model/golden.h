// The golden model folders, see tests/golden/README.md.
#pragma once

#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"

#include <string>

namespace ttt::test {

inline std::string golden_folder(const std::string& name)
{
    return TTT_TESTS_DIR "/golden/models/" + name;
}

/// A tensor of expected.safetensors.
inline torch::Tensor golden(const std::string& name, const std::string& tensor)
{
    return SafetensorsFile::open(golden_folder(name) + "/expected.safetensors").tensor(tensor);
}

}  // namespace ttt::test
