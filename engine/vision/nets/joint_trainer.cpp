#include "engine/vision/nets/joint_trainer.h"

#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/vision/nets/contrastive.h"
#include "engine/vision/nets/epoch_loop.h"
#include "engine/vision/nets/image_batch.h"
#include "engine/vision/nets/joint_state.h"
#include "engine/vision/nets/resnet_files.h"

#include <torch/utils.h>

#include <cmath>

namespace ttt {

namespace {

using torch::Tensor;

ResNetConfig config_for(const ResNetConfig& asked, const ImageSet& set)
{
    const ResNetConfig config = config_of_images(asked, set);
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error(fault);
    return config;
}

std::int64_t mistakes(const Tensor& logits, const Tensor& labels)
{
    return logits.argmax(1).ne(labels).sum().item<std::int64_t>();
}

/// Classes and, of the tasks without labels, those that the net has a branch for, at once.
class JointLearner : public ImageLearner {
public:
    JointLearner(const JointTraining& training, const ImageSet& train, const ImageSet& test, torch::Device device)
        : training_(training), device_(device), train_(labelled_images(train, device)),
          test_(labelled_images(test, device)),
          state_(training, init_resnet(config_for(training.net, train), training.seed), train.hash, device)
    {
    }

    JointState& state() { return state_; }

    double rate(double epochs) const override
    {
        const bool is_bn = training_.net.norm == NormKind::bn;
        const double share = std::floor(epochs) / static_cast<double>(training_.epochs);
        const double first = is_bn ? 2.0 / 3 : 1.0 / 2, second = is_bn ? 13.0 / 15 : 5.0 / 6;
        return training_.lr * (share >= second ? 0.01 : share >= first ? 0.1 : 1.0);
    }

    Tensor step(const Tensor& index, double lr, Draws& draws) override
    {
        const Tensor pixels = train_.images.index_select(0, index);
        const ResNetWeights& weights = state_.weights();
        const Tensor images = normalised_images(
            weights.config, crop_flipped(pixels, draw_crop_flips(index.size(0), pixels.size(2), draws)));
        std::vector<Tensor> losses{torch::cross_entropy_loss(class_logits(weights, images, NormMode::train),
                                                             train_.labels.index_select(0, index))};
        if (weights.config.rotation)
            losses.push_back(torch::cross_entropy_loss(rotation_logits(weights, all_rotations(images), NormMode::train),
                                                       rotation_labels(index.size(0), device_)));
        if (weights.config.contrastive > 0)
            losses.push_back(two_views_loss(pixels, draws));
        const Tensor all = torch::stack(losses);
        all.sum().backward();
        state_.descend(lr);
        return all.detach();
    }

    std::vector<TrainingNumber> judge() override
    {
        const torch::NoGradGuard no_grad;
        const ResNetWeights& weights = state_.weights();
        std::int64_t wrong = 0, wrong_turns = 0;
        const std::int64_t count = test_.labels.size(0);
        for (std::int64_t begin = 0; begin < count; begin += 500) {
            const std::int64_t end = std::min(count, begin + 500);
            const Tensor images = normalised_images(weights.config, test_.images.slice(0, begin, end));
            wrong += mistakes(class_logits(weights, images, NormMode::stored), test_.labels.slice(0, begin, end));
            if (weights.config.rotation)
                wrong_turns += mistakes(rotation_logits(weights, all_rotations(images), NormMode::stored),
                                        rotation_labels(end - begin, device_));
        }
        if (count == 0)
            return {};
        const double images = static_cast<double>(count);
        std::vector<TrainingNumber> judged{{"error", "error", 100 * static_cast<double>(wrong) / images, "%"}};
        if (weights.config.rotation)
            judged.push_back({"rotation_error", "of rotations", 25 * static_cast<double>(wrong_turns) / images, "%"});
        return judged;
    }

    void finish_epoch(const ImageTrainingProgress& progress) override { state_.finish_epoch(progress); }

private:
    /// An image without a second one beside it teaches nothing: 0.
    Tensor two_views_loss(const Tensor& pixels, Draws& draws) const
    {
        const std::int64_t count = pixels.size(0);
        if (count < 2)
            return torch::zeros({}, torch::TensorOptions(device_));
        const ResNetWeights& weights = state_.weights();
        const Tensor views =
            contrastive_views(pixels.repeat({2, 1, 1, 1}), draw_contrastive_views(2 * count, draws).to(device_));
        const Tensor codes = contrastive_code(weights, normalised_images(weights.config, views), NormMode::train);
        return contrastive_loss(codes.slice(0, 0, count), codes.slice(0, count));
    }

    const JointTraining& training_;
    torch::Device device_;
    LabelledImages train_;
    LabelledImages test_;
    JointState state_;
};

EpochLoop loop_of(const JointTraining& training, const ImageSet& train, torch::Device device)
{
    EpochLoop loop;
    loop.draws = "epoch";
    loop.losses = {{"loss", "loss"}};
    if (training.net.rotation)
        loop.losses.push_back({"rotation_loss", "rotations"});
    if (training.net.contrastive > 0)
        loop.losses.push_back({"contrastive_loss", "two views"});
    loop.images = train.count();
    loop.batch = training.batch;
    loop.epochs = training.epochs;
    loop.seed = training.seed;
    loop.device = device;
    return loop;
}

}  // namespace

ImageTrainingEnd train_jointly(const JointTraining& training, const ImageSet& train, const ImageSet& test,
                               const ImageTrainingReport& report, std::stop_token stop)
try {
    check_test_images(train, test);
    const torch::Device device = training_device(training.device);
    JointLearner learner(training, train, test, device);
    JointState& state = learner.state();
    say(report, "The net has " + std::to_string(parameter_count(state.weights())) + " parameters.");
    if (state.restore())
        say(report, "Going on after epoch " + std::to_string(state.epochs_done()) + ".");
    if (!run_epochs(loop_of(training, train, device), learner, state.epochs_done(), report, stop))
        return ImageTrainingEnd::stopped;
    save_resnet(training.output, state.weights());
    return ImageTrainingEnd::finished;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
