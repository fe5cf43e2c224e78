// A folder with an image classifier: config.json and model.safetensors.
#pragma once

#include "engine/vision/nets/resnet.h"

#include <string>

namespace ttt {

struct LoadedResNet {
    ResNetWeights weights;  // f32, CPU
    std::string hash;       // of names, shapes and numbers
};

/// Everything in the file is used, or the Error says what is not: a tensor too many, one that is missing, of another
/// shape or of whole numbers, numbers that are none, a negative variance.
LoadedResNet load_resnet(const std::string& folder);

/// Makes a folder that is to be written into. Throws Error.
void make_folder(const std::string& folder);

/// Each file appears whole or not at all; config.json comes last. Throws Error.
void save_resnet(const std::string& folder, const ResNetWeights& weights);

}  // namespace ttt
