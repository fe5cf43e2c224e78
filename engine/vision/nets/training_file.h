// The state that a trainer of an image net saves after each epoch and goes on from, with its log.
#pragma once

#include "engine/vision/nets/image_training.h"

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace ttt {

using NamedTensors = std::vector<std::pair<std::string, torch::Tensor>>;

/// <output>/training/<name>.safetensors and <output>/training/log.jsonl, a line for each epoch. One thread.
class TrainingFile {
public:
    /// `fingerprint`: what decides the weights. `log`: of the phases before. Makes the folder. Throws Error.
    TrainingFile(const std::string& output, const std::string& name, std::string fingerprint, std::string log = {});

    std::int64_t epochs_done() const { return epochs_; }
    const std::string& log() const { return log_; }

    /// Counts the epoch and saves everything.
    void finish_epoch(const ImageTrainingProgress& progress, const NamedTensors& tensors);

    /// Fills the tensors. False: there is no saved state. Throws Error when it is of another training.
    bool restore(const NamedTensors& tensors, std::int64_t most_epochs);

private:
    std::string folder_;
    std::string path_;
    std::string fingerprint_;
    std::int64_t epochs_ = 0;
    std::string log_;
};

}  // namespace ttt
