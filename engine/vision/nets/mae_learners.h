// The two phases of the training of mae_trainer.h as learners of an epoch loop.
#pragma once

#include "engine/vision/nets/epoch_loop.h"
#include "engine/vision/nets/image_adamw.h"
#include "engine/vision/nets/mae_trainer.h"
#include "engine/vision/nets/mae_vit.h"
#include "engine/vision/nets/training_file.h"

namespace ttt {

/// What a phase works on.
struct MaePlace {
    MaeWeights weights;  // a learner moves its numbers in place
    LabelledImages train;
    LabelledImages test;
    torch::Device device;
};

/// What both phases have: the net, the images, an optimizer for a part of the net, and a file, which it goes on from.
class MaeLearner : public ImageLearner {
public:
    const TrainingFile& file() const { return file_; }

    double rate(double epochs) const override;
    void finish_epoch(const ImageTrainingProgress& progress) override { file_.finish_epoch(progress, everything()); }

protected:
    struct Choice {
        bool is_classifier = false;  // learns that; or else encoder and decoder
        std::int64_t epochs = 0;
        double lr = 0;
        double weight_decay = 0;
    };

    MaeLearner(const MaePlace& place, TrainingFile file, const Choice& choice);

    const MaeConfig& config() const { return place_.weights.config; }

    /// f32, normalised views of the training images at `index`.
    torch::Tensor training_views(const torch::Tensor& index, Draws& draws) const;
    torch::Tensor normalised(const torch::Tensor& images) const;
    torch::Tensor descend(const torch::Tensor& loss, double lr);

    MaePlace place_;

private:
    NamedTensors everything() const;

    TrainingFile file_;
    Choice choice_;
    ImageAdamW optimizer_;
};

/// Hidden patches are filled in.
class FillingLearner : public MaeLearner {
public:
    FillingLearner(const MaePlace& place, TrainingFile file, const MaeTraining& training)
        : MaeLearner(place, std::move(file), {false, training.epochs, training.lr, 0.05})
    {
    }

    torch::Tensor step(const torch::Tensor& index, double lr, Draws& draws) override;
    std::vector<TrainingNumber> judge() override;

private:
    PatchMask drawn_mask(std::int64_t images, Draws& draws) const;
};

/// The classifier learns, on the frozen encoder.
class ClassifierLearner : public MaeLearner {
public:
    ClassifierLearner(const MaePlace& place, TrainingFile file, const MaeTraining& training)
        : MaeLearner(place, std::move(file), {true, training.classifier_epochs, training.classifier_lr, 0.2})
    {
    }

    torch::Tensor step(const torch::Tensor& index, double lr, Draws& draws) override;
    std::vector<TrainingNumber> judge() override;
};

}  // namespace ttt
