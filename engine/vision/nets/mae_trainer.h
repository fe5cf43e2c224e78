// The trainer behind `ttt images train --net mae`: hidden patches are filled in (arXiv 2111.06377), then a classifier
// is trained on the frozen encoder (arXiv 2209.07522, "ViT probing"). No torch in this header.
#pragma once

#include "engine/vision/nets/image_training.h"
#include "engine/vision/nets/mae_config.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace ttt {

/// AdamW in both phases, rates that rise over the first twentieth and fall to 0 by a cosine. As the authors: weight
/// decay 0.05 (filling in) and 0.2 (classifier) on matrices only, β 0.9 and 0.95, label smoothing 0.1. Chosen here for
/// small nets and small images: views are crops of the image padded by 4 and mirrored (theirs: parts of any size; mixup
/// and cutmix for the classifier), rates are higher.
struct MaeTraining {
    std::string output;  // folder of the net, and of the state to go on from
    MaeConfig net;       // classes, image sizes and names come from the set
    std::int64_t epochs = 200;
    std::int64_t classifier_epochs = 50;
    std::int64_t batch = 512;
    double lr = 2e-3;
    double classifier_lr = 2e-3;
    std::uint64_t seed = 0;
    Device device = Device::cpu;
};

/// Trains, or goes on behind the last whole epoch of an earlier call; what decides the weights must then be the same.
/// Each epoch is a line of <output>/training/log.jsonl. `test`: judged after each epoch; may be empty. Throws Error.
ImageTrainingEnd train_mae(const MaeTraining& training, const ImageSet& train, const ImageSet& test,
                           const ImageTrainingReport& report, std::stop_token stop = {});

}  // namespace ttt
