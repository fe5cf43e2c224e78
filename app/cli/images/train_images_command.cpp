#include "app/cli/images/train_images_command.h"

#include "app/cli/images/image_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/word_option.h"
#include "app/format.h"
#include "engine/machine/threads.h"
#include "engine/vision/nets/joint_trainer.h"
#include "engine/vision/nets/mae_trainer.h"

#include <CLI/CLI.hpp>

#include <array>
#include <iostream>
#include <memory>
#include <optional>

namespace ttt {

namespace {

enum class NetKind { resnet, mae };

/// What a ResNet learns beside classes.
enum class SideTask { rotation, contrastive, both };

constexpr std::int64_t contrastive_size = 64;

}  // namespace

template <>
inline constexpr std::array spellings<NetKind>{Spelling{NetKind::resnet, "resnet"}, Spelling{NetKind::mae, "mae"}};

template <>
inline constexpr std::array spellings<SideTask>{Spelling{SideTask::rotation, "rotation"},
                                                Spelling{SideTask::contrastive, "contrastive"},
                                                Spelling{SideTask::both, "both"}};

namespace {

struct TrainImagesOptions {
    NetKind net = NetKind::resnet;
    SideTask task = SideTask::rotation;
    std::string output;
    JointTraining joint;
    MaeTraining mae;
    std::optional<std::int64_t> epochs, batch;
    std::optional<double> lr;
    std::uint64_t seed = 0;
    Device device = Device::cpu;
    ImageRequest train;
    ImageRequest test;
    std::int64_t threads = 0;
    bool quiet = false;
};

void print(const ImageTrainingProgress& progress)
{
    if (!progress.message.empty()) {
        std::cerr << progress.message << std::endl;
        return;
    }
    std::cerr << (progress.phase.empty() ? "" : progress.phase + ", ") << "epoch " << progress.epoch << '/'
              << progress.epochs;
    for (const TrainingNumber& loss : progress.losses)
        std::cerr << "  " << loss.title << ' ' << fixed(loss.value, 4);
    std::cerr << "  rate " << progress.lr << "  " << thousands(static_cast<std::int64_t>(progress.images_per_second))
              << " images/s  " << duration(progress.seconds_left) << " left";
    for (const TrainingNumber& number : progress.judged)
        std::cerr << "  " << number.title << ' ' << fixed(number.value, number.unit.empty() ? 4 : 2)
                  << (number.unit.empty() ? "" : " " + number.unit);
    std::cerr << std::endl;
}

ImageSet test_images(const TrainImagesOptions& options)
{
    return options.test.images.empty() ? ImageSet() : open_told_images(options.test);
}

/// What a person chose, over the defaults of the kind of net.
template <class Training>
Training chosen(Training training, const TrainImagesOptions& options)
{
    training.output = options.output;
    training.epochs = options.epochs.value_or(training.epochs);
    training.batch = options.batch.value_or(training.batch);
    training.lr = options.lr.value_or(training.lr);
    training.seed = options.seed;
    training.device = options.device;
    return training;
}

ImageTrainingEnd train(const TrainImagesOptions& options, const ImageTrainingReport& report, std::stop_token stop)
{
    const ImageSet images = open_told_images(options.train), test = test_images(options);
    if (options.net == NetKind::mae)
        return train_mae(chosen(options.mae, options), images, test, report, stop);
    JointTraining joint = chosen(options.joint, options);
    joint.net.rotation = options.task != SideTask::contrastive;
    joint.net.contrastive = options.task == SideTask::rotation ? 0 : contrastive_size;
    return train_jointly(joint, images, test, report, stop);
}

ExitCode run_training(const TrainImagesOptions& options)
{
    const Interrupt interrupt;
    if (options.threads > 0)
        set_threads(options.threads);
    const ImageTrainingReport report = [quiet = options.quiet](const ImageTrainingProgress& progress) {
        if (!quiet)
            print(progress);
    };
    if (train(options, report, interrupt.token()) == ImageTrainingEnd::stopped) {
        std::cout << "Stopped; the same command goes on behind the last whole epoch in " << options.output << '\n';
        return ExitCode::cancelled;
    }
    std::cout << "Trained: " << options.output << '\n';
    return ExitCode::done;
}

void add_data_options(CLI::App& command, TrainImagesOptions& options)
{
    add_image_options(command, options.train);
    options.train.images = fashion_mnist_train;
    command.get_option("--images")
        ->description("Training images: fashion-mnist-train, a folder, or a file as for `ttt images corrupt`; default: "
                      "fashion-mnist-train");
    options.test.images = fashion_mnist;
    command
        .add_option("--test", options.test.images,
                    "Images that are judged after each epoch; empty: none; default: fashion-mnist")
        ->type_name("NAME");
    command.add_option("--test-labels", options.test.labels, "Their labels: .npy or IDX")->type_name("FILE");
}

void add_net_options(CLI::App& command, ResNetConfig& net)
{
    command.add_option("--depth", net.depth, "Of the net, 6 N + 2; default: 26")
        ->check(whole_number(8))
        ->type_name("N");
    command.add_option("--width", net.width, "Channels of its first group; default: 16")
        ->check(whole_number(1))
        ->type_name("N");
    add_word_option<NormKind>(command, "--norm", net.norm, "bn (batch norm) or gn (group norm); default: bn");
    command.add_option("--norm-groups", net.groups, "Of group norm; default: 8")
        ->check(whole_number(1))
        ->type_name("N");
}

void add_mae_options(CLI::App& command, MaeTraining& mae)
{
    command.add_option("--patch", mae.net.patch, "Side of a patch in pixels (mae); default: 4")
        ->check(whole_number(1))
        ->type_name("N");
    command
        .add_option("--classifier-epochs", mae.classifier_epochs, "Of the classifier, after filling in; default: 50")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--classifier-lr", mae.classifier_lr, "Highest rate of the classifier; default: 0.002")
        ->check(number(0))
        ->type_name("X");
}

void add_training_options(CLI::App& command, TrainImagesOptions& options)
{
    command.add_option("--epochs", options.epochs, "Default: 20; mae, filling in: 200")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_option("--batch", options.batch, "Images of a step; default: 128; mae: 512")
        ->check(whole_number(2))
        ->type_name("N");
    command
        .add_option("--lr", options.lr,
                    "resnet: first rate, falls to a tenth twice, default 0.1; mae: highest rate, falls by a cosine, "
                    "default 0.002")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--seed", options.seed, "Of first weights, order and views; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
    add_word_option<Device>(command, "--device", options.device, "cpu or cuda; default: cpu");
    command.add_option("--threads", options.threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_flag("--quiet", options.quiet, "Print no progress");
}

}  // namespace

void add_train_images_command(CLI::App& images, ExitCode& result)
{
    CLI::App& command =
        *images.add_subcommand("train", "Train an image classifier that can learn at test time, or go on with one");
    const auto options = std::make_shared<TrainImagesOptions>();
    command.add_option("--out", options->output, "Folder of the net; made when missing")->required()->type_name("DIR");
    add_word_option<NetKind>(command, "--net", options->net,
                             "resnet (with a branch of another task) or mae (masked autoencoder with a classifier); "
                             "default: resnet");
    add_word_option<SideTask>(command, "--task", options->task,
                              "What a resnet learns beside classes: rotation, contrastive (two views of each image, "
                              "SimCLR) or both; default: rotation");
    add_data_options(command, *options);
    add_net_options(command, options->joint.net);
    add_mae_options(command, options->mae);
    add_training_options(command, *options);
    command.callback([options, &result] { result = run_training(*options); });
}

}  // namespace ttt
