#include "app/cli/images/train_images_command.h"

#include "app/cli/images/image_options.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/word_option.h"
#include "app/format.h"
#include "engine/machine/threads.h"
#include "engine/vision/nets/joint_trainer.h"

#include <CLI/CLI.hpp>

#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct TrainImagesOptions {
    JointTraining training;
    ImageRequest train;
    ImageRequest test;
    std::int64_t threads = 0;
    bool quiet = false;
};

void print(const JointProgress& progress)
{
    if (!progress.message.empty()) {
        std::cerr << progress.message << std::endl;
        return;
    }
    std::cerr << "epoch " << progress.epoch << '/' << progress.epochs << "  loss " << fixed(progress.loss, 4)
              << "  rotations " << fixed(progress.rotation_loss, 4) << "  rate " << progress.lr << "  "
              << thousands(static_cast<std::int64_t>(progress.images_per_second)) << " images/s  "
              << duration(progress.seconds_left) << " left";
    if (progress.error)
        std::cerr << "  error " << fixed(*progress.error, 2) << " %, of rotations "
                  << fixed(*progress.rotation_error, 2) << " %";
    std::cerr << std::endl;
}

ImageSet test_images(const TrainImagesOptions& options)
{
    return options.test.images.empty() ? ImageSet() : open_told_images(options.test);
}

ExitCode run_training(const TrainImagesOptions& options)
{
    const Interrupt interrupt;
    if (options.threads > 0)
        set_threads(options.threads);
    const JointReport report = [quiet = options.quiet](const JointProgress& progress) {
        if (!quiet)
            print(progress);
    };
    const ImageSet train = open_told_images(options.train), test = test_images(options);
    if (train_jointly(options.training, train, test, report, interrupt.token()) == JointEnd::stopped) {
        std::cout << "Stopped; the same command goes on behind the last whole epoch in " << options.training.output
                  << '\n';
        return ExitCode::cancelled;
    }
    std::cout << "Trained: " << options.training.output << '\n';
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

void add_training_options(CLI::App& command, TrainImagesOptions& options)
{
    JointTraining& training = options.training;
    command.add_option("--epochs", training.epochs, "Default: 20")->check(whole_number(1))->type_name("N");
    command.add_option("--batch", training.batch, "Images of a step; default: 128")
        ->check(whole_number(2))
        ->type_name("N");
    command.add_option("--lr", training.lr, "First rate, falls to a tenth twice; default: 0.1")
        ->check(number(0))
        ->type_name("X");
    command.add_option("--seed", training.seed, "Of first weights, order and views; default: 0")
        ->check(whole_number(0))
        ->type_name("N");
    add_word_option<Device>(command, "--device", training.device, "cpu or cuda; default: cpu");
    command.add_option("--threads", options.threads, "Processor threads; default: all cores")
        ->check(whole_number(1))
        ->type_name("N");
    command.add_flag("--quiet", options.quiet, "Print no progress");
}

}  // namespace

void add_train_images_command(CLI::App& images, ExitCode& result)
{
    CLI::App& command =
        *images.add_subcommand("train", "Train an image classifier with a rotation branch, or go on with one");
    const auto options = std::make_shared<TrainImagesOptions>();
    command.add_option("--out", options->training.output, "Folder of the net; made when missing")
        ->required()
        ->type_name("DIR");
    add_data_options(command, *options);
    add_net_options(command, options->training.net);
    add_training_options(command, *options);
    command.callback([options, &result] { result = run_training(*options); });
}

}  // namespace ttt
