#include "engine/training/trainer.h"

#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/records/error.h"
#include "engine/training/resume.h"
#include "engine/training/row_plan.h"
#include "engine/training/train_forward.h"
#include "engine/training/train_log.h"
#include "engine/training/train_state.h"

#include <chrono>
#include <cmath>
#include <numbers>

namespace ttt {
namespace {

using torch::Tensor;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start)
{
    return std::chrono::duration<double>(Clock::now() - start).count();
}

torch::Device training_device(const TrainConfig& config)
{
    std::string why;
    if (config.device == Device::cuda && !cuda_available(&why))
        throw Error(why);
    return torch::Device(config.device == Device::cuda ? torch::kCUDA : torch::kCPU);
}

RowShape row_shape(const TrainConfig& config, const ModelConfig& model)
{
    return {.length = config.length,
            .chunk = model.ttt.chunk > 0 ? model.ttt.chunk : 1,
            .repeat_fraction = config.repeat_fraction,
            .repeat_min = config.repeat_min,
            .repeat_max = config.repeat_max};
}

Tensor to_device(const std::vector<std::int64_t>& values, torch::Device device)
{
    const Tensor host = torch::tensor(values);
    return device.is_cuda() ? host.pin_memory().to(device, true) : host;
}

TrainSetup prepared(const TrainConfig& config, const StageReport& report, const std::stop_token& stop)
{
    TrainSetup setup = prepare_training(config, report, stop);
    check_training_fits(config, setup.model);
    return setup;
}

/// One training from start to end. Lives inside train().
class Training {
public:
    Training(const TrainConfig& config, const TrainReport& report, const std::stop_token& stop)
        : config_(config), report_(report), device_(training_device(config)),
          setup_(prepared(
              config, [&](const std::string& sentence) { say(sentence); }, stop)),
          fingerprint_(fingerprint_of(config, setup_.model, setup_.hashes)),
          weights_(starting_weights(config, setup_.model, device_)), rotary_(setup_.model, device_),
          optimizer_(trainable_tensors(weights_, config), adamw_options()),
          plan_(setup_.corpus, row_shape(config, setup_.model), config.seed)
    {
        if (const auto changes = restore_training_state(config_, fingerprint_, weights_, optimizer_)) {
            say("Going on after step " + std::to_string(optimizer_.steps_done()) + ".");
            for (const std::string& change : *changes)
                say(change, true);
        }
        say("The model has " + std::to_string(parameter_count(weights_)) + " parameters.");
    }

    TrainEnd run(const std::stop_token& stop)
    {
        const auto start = Clock::now();
        const TrainLog log(config_.output, optimizer_.steps_done());
        if (optimizer_.steps_done() >= config_.steps)
            say("All " + std::to_string(config_.steps) + " steps were done already; raise steps to train on.", true);
        while (optimizer_.steps_done() < config_.steps) {
            if (stop.stop_requested() || (config_.max_seconds > 0 && seconds_since(start) > config_.max_seconds))
                return leave(TrainEnd::stopped);
            train_one_step();
            const std::int64_t done = optimizer_.steps_done();
            const bool validates =
                done == config_.steps || (config_.validate_every > 0 && done % config_.validate_every == 0);
            if (validates || done % config_.log_every == 0)
                report_progress(validates, log);
            if (config_.save_every > 0 && done % config_.save_every == 0)
                save_training_state(config_, fingerprint_, weights_, optimizer_);
        }
        return leave(TrainEnd::finished);
    }

private:
    AdamWOptions adamw_options() const
    {
        return {
            .beta1 = config_.beta1, .beta2 = config_.beta2, .weight_decay = config_.weight_decay, .clip = config_.clip};
    }

    ForwardOptions forward_options(bool adapt) const
    {
        return {.compute = config_.compute == Dtype::bf16 ? torch::kBFloat16 : torch::kFloat32,
                .normalize_embedding = config_.normalize_embedding != NormalizeEmbedding::no,
                .normalize_head = config_.normalize_embedding == NormalizeEmbedding::both,
                .adapt = adapt};
    }

    /// Of the peak rates: linear warm-up, then half a cosine down to final_lr.
    double rate_share(std::int64_t step) const
    {
        if (step < config_.warmup)
            return static_cast<double>(step + 1) / static_cast<double>(config_.warmup);
        const double span = static_cast<double>(std::max<std::int64_t>(1, config_.steps - config_.warmup));
        const double turn = std::numbers::pi * static_cast<double>(step - config_.warmup) / span;
        return config_.final_lr + (1.0 - config_.final_lr) * 0.5 * (1.0 + std::cos(turn));
    }

    TrainBatch batch(std::int64_t step)
    {
        std::vector<std::int64_t> ids, targets, document;
        for (std::int64_t i = 0; i < config_.rows; ++i) {
            const Row row = plan_.row(step * config_.rows + i);
            ids.insert(ids.end(), row.ids.begin(), row.ids.end());
            targets.insert(targets.end(), row.targets.begin(), row.targets.end());
            document.insert(document.end(), row.document.begin(), row.document.end());
        }
        const auto shaped = [&](const std::vector<std::int64_t>& values) {
            return to_device(values, device_).view({config_.rows, config_.length});
        };
        const Tensor labels = torch::tensor(document).view({config_.rows, config_.length});
        return {shaped(ids), shaped(targets), RowDocuments::from(labels, device_)};
    }

    void train_one_step()
    {
        const std::int64_t step = optimizer_.steps_done();
        const Tensor loss = training_loss(weights_, rotary_, batch(step), forward_options(true));
        loss.backward();
        norm_ = optimizer_.step(rate_share(step));
        loss_sum_ = loss_sum_.defined() ? loss_sum_ + loss.detach() : loss.detach();
        ++losses_;
    }

    void report_progress(bool validate, const TrainLog& log)
    {
        TrainProgress progress;
        progress.step = optimizer_.steps_done();
        progress.steps = config_.steps;
        progress.lr = config_.lr * rate_share(progress.step - 1);
        progress.loss = loss_sum_.item<double>() / static_cast<double>(losses_);
        progress.gradient_norm = norm_.item<double>();
        const double seconds = seconds_since(mark_) / static_cast<double>(losses_);
        progress.tokens_per_second = static_cast<double>(config_.rows * config_.length) / seconds;
        progress.seconds_left = static_cast<double>(config_.steps - progress.step) * seconds;
        if (!std::isfinite(progress.loss))
            throw Error("The loss is no longer a number at step " + std::to_string(progress.step) +
                        "; try a smaller lr or a longer warmup. The last saved state is kept.");
        if (validate && !setup_.validation.documents.empty()) {
            progress.valid_frozen = validation_loss(false);
            if (setup_.model.ttt.mode)
                progress.valid_adapted = validation_loss(true);
        }
        losses_ = 0;
        loss_sum_ = Tensor();
        log.append(progress);
        report_(progress);
        mark_ = Clock::now();
    }

    /// Mean NLL of the second half of each document's first validation_length tokens.
    double validation_loss(bool adapt)
    {
        double sum = 0, count = 0;
        for (const DocumentTokens& document : setup_.validation.documents) {
            const std::int64_t length =
                std::min<std::int64_t>(config_.validation_length, static_cast<std::int64_t>(document.size()) - 1);
            const Tensor tokens = to_device({document.begin(), document.begin() + length + 1}, device_).unsqueeze(0);
            const Tensor labels = torch::zeros({1, length}, torch::kLong);
            const TrainBatch row{tokens.slice(1, 0, length), tokens.slice(1, 1), RowDocuments::from(labels, device_)};
            const Tensor losses = token_losses(weights_, rotary_, row, forward_options(adapt)).slice(1, length / 2);
            sum += losses.sum().item<double>();
            count += static_cast<double>(losses.numel());
        }
        return sum / count;
    }

    void say(const std::string& sentence, bool is_warning = false)
    {
        TrainProgress progress;
        progress.steps = config_.steps;
        progress.message = sentence;
        progress.is_warning = is_warning;
        report_(progress);
    }

    TrainEnd leave(TrainEnd end)
    {
        save_training_state(config_, fingerprint_, weights_, optimizer_);
        save_trained_model(config_, setup_, weights_);  // of a stopped training too: it can be looked at
        return end;
    }

    const TrainConfig& config_;
    const TrainReport& report_;
    torch::Device device_;
    TrainSetup setup_;
    std::string fingerprint_;  // what this training is, for its saved state
    ModelWeights weights_;
    RotaryEmbedding rotary_;
    AdamW optimizer_;
    RowPlan plan_;
    Tensor loss_sum_;  // 0-d on the device, so that a step does not wait for it
    Tensor norm_;
    std::int64_t losses_ = 0;
    Clock::time_point mark_ = Clock::now();
};

}  // namespace

TrainEnd train(const std::string& config_path, const TrainReport& report, std::stop_token stop)
try {
    const TrainConfig config = read_train_config(config_path);
    return Training(config, report, stop).run(stop);
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
