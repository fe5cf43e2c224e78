#include "engine/vision/nets/epoch_loop.h"

#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "engine/vision/nets/image_batch.h"
#include "engine/vision/streams/class_order.h"

#include <torch/utils.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

namespace ttt {

namespace {

using torch::Tensor;
using Clock = std::chrono::steady_clock;

constexpr std::int64_t report_every = 50;  // steps

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// One epoch. Lives inside run_epochs().
class Epoch {
public:
    Epoch(const EpochLoop& loop, ImageLearner& learner, std::int64_t epoch)
        : loop_(loop), learner_(learner), epoch_(epoch), draws_(loop.seed, epoch, loop.draws, 0),
          order_(static_cast<std::size_t>(loop.images)), started_(Clock::now())
    {
        std::iota(order_.begin(), order_.end(), std::int64_t{0});
        shuffle(order_, draws_);
        clear_losses();
    }

    /// False: stopped on the way.
    bool run(const ImageTrainingReport& report, const std::stop_token& stop)
    {
        while (done_ < loop_.images) {
            if (stop.stop_requested())
                return false;
            step();
            if (steps_ == report_every && done_ < loop_.images) {
                report(progress());
                clear_losses();
            }
        }
        return true;
    }

    ImageTrainingProgress progress() const
    {
        ImageTrainingProgress progress;
        progress.phase = loop_.phase;
        progress.epoch = epoch_ + 1;
        progress.epochs = loop_.epochs;
        progress.lr = lr_;
        progress.losses = mean_losses();
        progress.images_per_second = static_cast<double>(done_) / seconds_since(started_);
        const std::int64_t left = loop_.images * (loop_.epochs - epoch_) - done_;
        progress.seconds_left = static_cast<double>(left) / progress.images_per_second;
        return progress;
    }

private:
    void step()
    {
        const std::int64_t end = std::min(loop_.images, done_ + loop_.batch);
        const Tensor index = torch::tensor(std::vector(order_.begin() + done_, order_.begin() + end));
        lr_ =
            learner_.rate(static_cast<double>(epoch_) + static_cast<double>(done_) / static_cast<double>(loop_.images));
        loss_sums_ = loss_sums_ + learner_.step(index.to(loop_.device), lr_, draws_);
        done_ = end;
        ++steps_;
    }

    void clear_losses()
    {
        loss_sums_ = torch::zeros({static_cast<std::int64_t>(loop_.losses.size())}, torch::TensorOptions(loop_.device));
        steps_ = 0;
    }

    std::vector<TrainingNumber> mean_losses() const
    {
        const Tensor sums = loss_sums_.cpu();
        std::vector<TrainingNumber> losses = loop_.losses;
        for (std::size_t i = 0; i < losses.size(); ++i) {
            losses[i].value = sums[static_cast<std::int64_t>(i)].item<double>() / static_cast<double>(steps_);
            if (!std::isfinite(losses[i].value))
                throw Error("The loss is no longer a number in epoch " + std::to_string(epoch_ + 1) +
                            "; try a smaller rate (--lr). The last saved state is kept.");
        }
        return losses;
    }

    const EpochLoop& loop_;
    ImageLearner& learner_;
    std::int64_t epoch_;
    Draws draws_;
    std::vector<std::int64_t> order_;
    Clock::time_point started_;
    Tensor loss_sums_;  // f32 on the device, so that a step does not wait for it
    std::int64_t steps_ = 0;
    std::int64_t done_ = 0;  // images
    double lr_ = 0;
};

}  // namespace

LabelledImages labelled_images(const ImageSet& set, torch::Device device)
{
    const std::vector<std::int64_t> labels(set.labels.begin(), set.labels.end());
    return {image_tensor(set).to(device), torch::tensor(labels, torch::kLong).to(device)};
}

torch::Device training_device(Device device)
{
    std::string why;
    if (device == Device::cuda && !cuda_available(&why))
        throw Error(why);
    return torch::Device(device == Device::cuda ? torch::kCUDA : torch::kCPU);
}

bool run_epochs(const EpochLoop& loop, ImageLearner& learner, std::int64_t epochs_done,
                const ImageTrainingReport& report, const std::stop_token& stop)
{
    for (std::int64_t epoch = epochs_done; epoch < loop.epochs; ++epoch) {
        Epoch one(loop, learner, epoch);
        if (!one.run(report, stop))
            return false;
        ImageTrainingProgress progress = one.progress();
        progress.judged = learner.judge();
        progress.is_epoch = true;
        learner.finish_epoch(progress);
        report(progress);
    }
    return true;
}

void say(const ImageTrainingReport& report, const std::string& sentence)
{
    ImageTrainingProgress progress;
    progress.message = sentence;
    report(progress);
}

}  // namespace ttt
