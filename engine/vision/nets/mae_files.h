// A folder with a net of mae_config.h.
#pragma once

#include "engine/vision/nets/mae_vit.h"

#include <string>

namespace ttt {

struct LoadedMae {
    MaeWeights weights;  // f32, CPU
    std::string hash;    // of config, names, shapes and numbers
};

/// Throws Error as read_mae_config() and load_net_tensors().
LoadedMae load_mae(const std::string& folder);

/// Throws Error as save_net().
void save_mae(const std::string& folder, const MaeWeights& weights);

}  // namespace ttt
