#include "engine/vision/nets/mae_trainer.h"

#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/vision/nets/mae_files.h"
#include "engine/vision/nets/mae_learners.h"

#include <nlohmann/json.hpp>
#include <torch/utils.h>

namespace ttt {

namespace {

using torch::Tensor;

/// What decides the weights.
nlohmann::ordered_json settings_of(const MaeTraining& training, const MaeConfig& net, const std::string& data)
{
    return {{"net", mae_config_text(net)}, {"data", data},      {"epochs", training.epochs},
            {"batch", training.batch},     {"lr", training.lr}, {"seed", training.seed}};
}

std::string classifier_settings(const MaeTraining& training, nlohmann::ordered_json settings)
{
    settings["classifier_epochs"] = training.classifier_epochs;
    settings["classifier_lr"] = training.classifier_lr;
    return settings.dump();
}

EpochLoop loop_of(const MaeTraining& training, const MaePlace& place, bool is_classifier)
{
    EpochLoop loop;
    loop.phase = is_classifier ? "classifier" : "filling in";
    loop.draws = is_classifier ? "classifier epoch" : "epoch";
    loop.losses = {{"loss", "loss"}};
    loop.images = place.train.images.size(0);
    loop.batch = training.batch;
    loop.epochs = is_classifier ? training.classifier_epochs : training.epochs;
    loop.seed = training.seed;
    loop.device = place.device;
    return loop;
}

MaePlace place_of(const MaeTraining& training, const ImageSet& train, const ImageSet& test)
{
    const MaeConfig config = config_of_images(training.net, train);
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error(fault);
    const torch::Device device = training_device(training.device);
    MaePlace place{init_mae(config, training.seed), labelled_images(train, device), labelled_images(test, device),
                   device};
    visit_tensors(place.weights, [device](const ImageTensorSpec&, Tensor& tensor) { tensor = tensor.to(device); });
    return place;
}

/// False: stopped.
bool run_phase(const EpochLoop& loop, MaeLearner& learner, const ImageTrainingReport& report,
               const std::stop_token& stop)
{
    if (learner.file().epochs_done() > 0)
        say(report, "Going on after epoch " + std::to_string(learner.file().epochs_done()) + " (" + loop.phase + ").");
    return run_epochs(loop, learner, learner.file().epochs_done(), report, stop);
}

}  // namespace

ImageTrainingEnd train_mae(const MaeTraining& training, const ImageSet& train, const ImageSet& test,
                           const ImageTrainingReport& report, std::stop_token stop)
try {
    check_test_images(train, test);
    const MaePlace place = place_of(training, train, test);
    say(report, "The net has " + std::to_string(parameter_count(place.weights)) + " parameters.");
    const auto settings = settings_of(training, place.weights.config, train.hash);
    FillingLearner filling(place, TrainingFile(training.output, "state", settings.dump()), training);
    if (!run_phase(loop_of(training, place, false), filling, report, stop))
        return ImageTrainingEnd::stopped;
    ClassifierLearner classifier(
        place,
        TrainingFile(training.output, "classifier", classifier_settings(training, settings), filling.file().log()),
        training);
    if (!run_phase(loop_of(training, place, true), classifier, report, stop))
        return ImageTrainingEnd::stopped;
    save_mae(training.output, place.weights);
    return ImageTrainingEnd::finished;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
