// What config.json of one of torchvision's residual nets says. Plain values, no torch.
#pragma once

#include "engine/vision/nets/resnet_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// ResNet-18 or -50 (arXiv 1512.03385) as torchvision has them. Pixels are normalised as those of ImageNet unless the
/// file says otherwise.
struct TorchvisionConfig {
    std::int64_t depth = 18;  // 18: blocks of two convolutions; 50: bottlenecks of three
    NormKind norm = NormKind::bn;
    std::int64_t groups = 32;  // of group norm
    std::int64_t classes = 1000;
    std::int64_t side = 224;  // of the images, from 32 pixels on
    std::vector<double> mean{0.485, 0.456, 0.406};
    std::vector<double> deviation{0.229, 0.224, 0.225};
    std::vector<std::string> class_names;  // none, or one a class
    std::string trained_on;                // for people

    static constexpr std::int64_t channels = 3;

    bool has_bottlenecks() const { return depth == 50; }
};

/// Empty, or a sentence: what can't be.
std::string fault_of(const TorchvisionConfig& config);

/// config.json of the folder; a field that is not known is refused. Throws Error that names it.
TorchvisionConfig read_torchvision_config(const std::string& folder);

/// The text of config.json.
std::string torchvision_config_text(const TorchvisionConfig& config);

}  // namespace ttt
