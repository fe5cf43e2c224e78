#include "engine/vision/nets/joint_trainer.h"

#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/vision/nets/image_batch.h"
#include "engine/vision/nets/joint_state.h"
#include "engine/vision/nets/resnet_files.h"
#include "engine/vision/streams/class_order.h"

#include <torch/utils.h>

#include <chrono>
#include <cmath>
#include <numeric>

namespace ttt {

namespace {

using torch::Tensor;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t report_every = 50;  // steps

torch::Device device_of(Device device)
{
    std::string why;
    if (device == Device::cuda && !cuda_available(&why))
        throw Error(why);
    return torch::Device(device == Device::cuda ? torch::kCUDA : torch::kCPU);
}

ResNetConfig config_for(ResNetConfig config, const ImageSet& set)
{
    if (set.labels.empty())
        throw Error("The training images have no labels.");
    if (set.shape.height != set.shape.width)
        throw Error("The training images are " + std::to_string(set.shape.height) + " x " +
                    std::to_string(set.shape.width) + " pixels; rotations need squares.");
    config.classes = set.classes();
    config.channels = set.shape.channels;
    config.side = set.shape.height;
    config.mean.assign(static_cast<std::size_t>(config.channels), 0.5);
    config.deviation = config.mean;
    config.class_names = set.class_names;
    config.trained_on = set.source;
    if (const std::string fault = fault_of(config); !fault.empty())
        throw Error(fault);
    return config;
}

void check_test(const ImageSet& train, const ImageSet& test)
{
    if (test.count() > 0 && !(test.shape == train.shape))
        throw Error("The test images have another shape than the training images.");
    check_labels("The test set", test.labels, train.classes());
}

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One training from start to end. Lives inside train_jointly().
class Training {
public:
    Training(const JointTraining& training, const ImageSet& train, const ImageSet& test, const JointReport& report)
        : training_(training), report_(report), device_(device_of(training.device)), train_(on_device(train)),
          test_(on_device(test)),
          state_(training, init_resnet(config_for(training.net, train), training.seed), train.hash, device_)
    {
        say("The net has " + std::to_string(parameter_count(state_.weights())) + " parameters.");
        if (state_.restore())
            say("Going on after epoch " + std::to_string(state_.epochs_done()) + ".");
    }

    JointEnd run(const std::stop_token& stop)
    {
        while (state_.epochs_done() < training_.epochs) {
            const std::int64_t epoch = state_.epochs_done();
            if (!run_epoch(epoch, stop))
                return JointEnd::stopped;
            JointProgress progress = progress_at(epoch, order_.size());
            if (test_.labels.defined() && test_.labels.numel() > 0)
                judge(progress);
            state_.finish_epoch(progress);
            report_(progress);
        }
        save_resnet(training_.output, state_.weights());
        return JointEnd::finished;
    }

private:
    struct Data {
        Tensor images;  // u8 [N, C, H, W]
        Tensor labels;  // i64 [N]
    };

    Data on_device(const ImageSet& set) const
    {
        const std::vector<std::int64_t> labels(set.labels.begin(), set.labels.end());
        return {image_tensor(set).to(device_), torch::tensor(labels, torch::kLong).to(device_)};
    }

    double rate(std::int64_t epoch) const
    {
        const bool is_bn = training_.net.norm == NormKind::bn;
        const double share = static_cast<double>(epoch) / static_cast<double>(training_.epochs);
        const double first = is_bn ? 2.0 / 3 : 1.0 / 2, second = is_bn ? 13.0 / 15 : 5.0 / 6;
        return training_.lr * (share >= second ? 0.01 : share >= first ? 0.1 : 1.0);
    }

    /// False: stopped on the way; the state is that of the epoch before.
    bool run_epoch(std::int64_t epoch, const std::stop_token& stop)
    {
        order_.resize(static_cast<std::size_t>(train_.labels.size(0)));
        std::iota(order_.begin(), order_.end(), std::int64_t{0});
        Draws draws(training_.seed, epoch, "epoch", 0);
        shuffle(order_, draws);
        started_ = Clock::now();
        clear_losses();
        const auto batch = static_cast<std::size_t>(training_.batch);
        for (std::size_t begin = 0; begin < order_.size(); begin += batch) {
            if (stop.stop_requested())
                return false;
            const std::size_t end = std::min(order_.size(), begin + batch);
            step({order_.begin() + static_cast<std::ptrdiff_t>(begin),
                  order_.begin() + static_cast<std::ptrdiff_t>(end)},
                 rate(epoch), draws);
            if (losses_ == report_every && end < order_.size()) {
                report_(progress_at(epoch, end));
                clear_losses();
            }
        }
        return true;
    }

    void step(const std::vector<std::int64_t>& places, double lr, Draws& draws)
    {
        const Tensor index = torch::tensor(places).to(device_);
        const CropFlips views = draw_crop_flips(index.size(0), train_.images.size(2), draws);
        const ResNetWeights& weights = state_.weights();
        const Tensor images =
            normalised_images(weights.config, crop_flipped(train_.images.index_select(0, index), views));
        const Tensor loss = torch::cross_entropy_loss(class_logits(weights, images, NormMode::train),
                                                      train_.labels.index_select(0, index));
        const Tensor turned = all_rotations(images);
        const Tensor rotation_loss = torch::cross_entropy_loss(rotation_logits(weights, turned, NormMode::train),
                                                               rotation_labels(index.size(0), device_));
        (loss + rotation_loss).backward();
        state_.descend(lr);
        loss_sums_ = loss_sums_ + torch::stack({loss.detach(), rotation_loss.detach()});
        ++losses_;
    }

    void clear_losses()
    {
        loss_sums_ = torch::zeros({2}, torch::TensorOptions().device(device_));
        losses_ = 0;
    }

    JointProgress progress_at(std::int64_t epoch, std::size_t images) const
    {
        const Tensor sums = loss_sums_.cpu();
        JointProgress progress;
        progress.epoch = epoch + 1;
        progress.epochs = training_.epochs;
        progress.lr = rate(epoch);
        progress.loss = sums[0].item<double>() / static_cast<double>(losses_);
        progress.rotation_loss = sums[1].item<double>() / static_cast<double>(losses_);
        progress.images_per_second = static_cast<double>(images) / seconds_since(started_);
        const auto left = static_cast<double>(train_.labels.size(0)) * static_cast<double>(training_.epochs - epoch) -
                          static_cast<double>(images);
        progress.seconds_left = left / progress.images_per_second;
        if (!std::isfinite(progress.loss + progress.rotation_loss))
            throw Error("The loss is no longer a number in epoch " + std::to_string(epoch + 1) +
                        "; try a smaller rate (--lr). The last saved state is kept.");
        return progress;
    }

    void judge(JointProgress& progress) const
    {
        const torch::NoGradGuard no_grad;
        const ResNetWeights& weights = state_.weights();
        std::int64_t wrong = 0, wrong_turns = 0;
        const std::int64_t count = test_.labels.size(0);
        for (std::int64_t begin = 0; begin < count; begin += 500) {
            const std::int64_t end = std::min(count, begin + 500);
            const Tensor images = normalised_images(weights.config, test_.images.slice(0, begin, end));
            const auto mistakes = [](const Tensor& logits, const Tensor& labels) {
                return logits.argmax(1).ne(labels).sum().item<std::int64_t>();
            };
            wrong += mistakes(class_logits(weights, images, NormMode::stored), test_.labels.slice(0, begin, end));
            wrong_turns += mistakes(rotation_logits(weights, all_rotations(images), NormMode::stored),
                                    rotation_labels(end - begin, device_));
        }
        progress.error = 100.0 * static_cast<double>(wrong) / static_cast<double>(count);
        progress.rotation_error = 25.0 * static_cast<double>(wrong_turns) / static_cast<double>(count);
    }

    void say(const std::string& sentence) const
    {
        JointProgress progress;
        progress.message = sentence;
        report_(progress);
    }

    const JointTraining& training_;
    const JointReport& report_;
    torch::Device device_;
    Data train_;
    Data test_;
    JointState state_;
    std::vector<std::int64_t> order_;  // of the epoch
    Tensor loss_sums_;                 // f32 [2] on the device, so that a step does not wait for it
    std::int64_t losses_ = 0;
    Clock::time_point started_;
};

}  // namespace

JointEnd train_jointly(const JointTraining& training, const ImageSet& train, const ImageSet& test,
                       const JointReport& report, std::stop_token stop)
try {
    check_test(train, test);
    return Training(training, train, test, report).run(stop);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
