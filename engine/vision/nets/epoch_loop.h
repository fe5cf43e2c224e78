// Epochs over a set of images in memory, with reports: what the trainers of image nets go through.
#pragma once

#include "engine/vision/corruptions/draws.h"
#include "engine/vision/nets/image_training.h"

#include <torch/types.h>

#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// On the device of the training.
struct LabelledImages {
    torch::Tensor images;  // u8 [N, C, H, W]
    torch::Tensor labels;  // i64 [N]; may be empty
};

LabelledImages labelled_images(const ImageSet& set, torch::Device device);

/// Throws Error when there is no such device.
torch::Device training_device(Device device);

/// What learns: one phase of one training.
class ImageLearner {
public:
    virtual ~ImageLearner() = default;

    /// Learning rate after so many epochs; a part of an epoch counts.
    virtual double rate(double epochs) const = 0;

    /// Learns from the images at `index` (i64 [B], on the device). -> its losses, f32 [losses], on the device.
    virtual torch::Tensor step(const torch::Tensor& index, double lr, Draws& draws) = 0;

    /// Judges the test images; empty without them.
    virtual std::vector<TrainingNumber> judge() = 0;

    /// The epoch is done: saves.
    virtual void finish_epoch(const ImageTrainingProgress& progress) = 0;
};

struct EpochLoop {
    std::string phase;  // for people, or empty
    std::string draws;  // word that orders and views are drawn by
    std::vector<TrainingNumber> losses;
    std::int64_t images = 0;
    std::int64_t batch = 0;
    std::int64_t epochs = 0;
    std::uint64_t seed = 0;
    torch::Device device{torch::kCPU};
};

/// Goes on behind `epochs_done`. False: stopped; what is saved is that of the epoch before. Throws Error when a loss is
/// no number.
bool run_epochs(const EpochLoop& loop, ImageLearner& learner, std::int64_t epochs_done,
                const ImageTrainingReport& report, const std::stop_token& stop);

/// A report of a sentence.
void say(const ImageTrainingReport& report, const std::string& sentence);

}  // namespace ttt
