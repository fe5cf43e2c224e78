// A folder with an image net: config.json and model.safetensors.
#pragma once

#include "engine/vision/nets/image_tensor.h"

#include <functional>
#include <string>

namespace ttt {

/// Calls its argument with each tensor that the net's config asks for.
using WalkImageTensors = std::function<void(const VisitImageTensor& visit)>;

/// Fills every tensor of the walk, f32 on the CPU. Everything in the file is used, or the Error says what is not: a
/// tensor too many, one that is missing, of another shape or of whole numbers, numbers that are none, a negative
/// variance; but for PyTorch's num_batches_tracked, which no norm here reads. -> hash of config text, names, shapes and
/// numbers.
std::string load_net_tensors(const std::string& folder, const std::string& config_text, const WalkImageTensors& walk);

/// Makes a folder that is to be written into. Throws Error.
void make_folder(const std::string& folder);

/// Each file appears whole or not at all; config.json comes last. Throws Error.
void save_net(const std::string& folder, const std::string& config_text, const WalkImageTensors& walk);

}  // namespace ttt
