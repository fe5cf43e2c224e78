// A folder with a ResNet of resnet_config.h.
#pragma once

#include "engine/vision/nets/resnet.h"

#include <string>

namespace ttt {

struct LoadedResNet {
    ResNetWeights weights;  // f32, CPU
    std::string hash;       // of names, shapes and numbers
};

/// Throws Error as read_resnet_config() and load_net_tensors().
LoadedResNet load_resnet(const std::string& folder);

/// Throws Error as save_net().
void save_resnet(const std::string& folder, const ResNetWeights& weights);

}  // namespace ttt
