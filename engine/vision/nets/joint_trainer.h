// The trainer behind `ttt images train`: classes and rotations at once (arXiv 1909.13231), or two views
// of each image told apart from the others (arXiv 2002.05709). No torch in this header.
#pragma once

#include "engine/vision/nets/image_training.h"
#include "engine/vision/nets/resnet_config.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace ttt {

/// SGD of momentum 0.9 with weight decay 5e-4; the rate falls to a tenth twice: after 2/3 and 13/15 of the epochs with
/// batch norm (50 and 65 of 75), after 1/2 and 5/6 with group norm (75 and 125 of 150), as the authors' scripts do it.
struct JointTraining {
    std::string output;  // folder of the net, and of the state to go on from
    ResNetConfig net;    // classes, image sizes and names come from the set
    std::int64_t epochs = 20;
    std::int64_t batch = 128;
    double lr = 0.1;
    double momentum = 0.9;
    double weight_decay = 5e-4;
    std::uint64_t seed = 0;
    Device device = Device::cpu;
};

/// Trains, or goes on behind the last whole epoch of an earlier call; what decides the weights must then be the same.
/// Each epoch is a line of <output>/training/log.jsonl. `test`: judged after each epoch; may be empty. Throws Error.
ImageTrainingEnd train_jointly(const JointTraining& training, const ImageSet& train, const ImageSet& test,
                               const ImageTrainingReport& report, std::stop_token stop = {});

}  // namespace ttt
