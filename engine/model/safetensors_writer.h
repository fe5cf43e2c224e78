// How a safetensors file is laid out and written.
#pragma once

#include "engine/files/atomic_file.h"

#include <torch/types.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// Writes the file's bytes and finishes it, still under its temporary name. See write_safetensors.
AtomicFile prepare_safetensors(const std::string& path, std::vector<std::pair<std::string, torch::Tensor>> tensors,
                               const std::map<std::string, std::string>& metadata);

}  // namespace ttt
