// What a joint training changes, and how it is saved after each epoch and found again.
#pragma once

#include "engine/vision/nets/joint_trainer.h"
#include "engine/vision/nets/resnet.h"
#include "engine/vision/nets/training_file.h"

#include <string>
#include <vector>

namespace ttt {

/// Owns weights (f32 leaves on the device), momentum and log. One thread.
class JointState {
public:
    /// `data`: hash of the training images.
    JointState(const JointTraining& training, ResNetWeights weights, const std::string& data, torch::Device device);

    const ResNetWeights& weights() const { return weights_; }
    std::int64_t epochs_done() const { return file_.epochs_done(); }

    /// One step of SGD with the gradients, which it clears: b ← m b + (g + d w), w ← w - lr b.
    void descend(double lr);

    /// Counts the epoch and saves everything to <output>/training.
    void finish_epoch(const ImageTrainingProgress& progress) { file_.finish_epoch(progress, named_tensors()); }

    /// False: there is no saved state. Throws Error when it is of another training.
    bool restore() { return file_.restore(named_tensors(), training_.epochs); }

private:
    NamedTensors named_tensors() const;

    const JointTraining& training_;
    ResNetWeights weights_;
    TrainingFile file_;
    std::vector<torch::Tensor> parameters_;
    std::vector<torch::Tensor> momentum_;
};

}  // namespace ttt
