#include "engine/image_run.h"

#include "engine/files/file_path.h"
#include "engine/machine/busy_watch.h"
#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/probes/stopwatch.h"
#include "engine/records/collapse.h"
#include "engine/records/divergence.h"
#include "engine/records/error.h"
#include "engine/records/file_name.h"
#include "engine/run_checkpoint.h"
#include "engine/run_choices.h"
#include "engine/run_header.h"
#include "engine/vision/images/open_images.h"
#include "engine/vision/methods/image_method.h"
#include "engine/vision/run/answer_meter.h"
#include "engine/vision/run/filter_watch.h"
#include "engine/vision/run/image_facts.h"
#include "engine/vision/run/layer_drift.h"
#include "engine/vision/run/stream_reader.h"

#include <algorithm>
#include <cstdio>
#include <limits>

namespace ttt {

namespace {

using torch::Tensor;

std::string& shipped_folder()
{
    static std::string folder;
    return folder;
}

std::string nats(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f", value);
    return text;
}

/// What adapts has left the finite numbers.
struct Diverged : Error {
    using Error::Error;
};

BatchAnswers adapted_answers(const Tensor& logits)
{
    try {
        return answers_of(logits);
    } catch (const Error& error) {
        throw Diverged(error.what());
    }
}

/// Members live and die on the thread of the run.
class ImageRun final : public RunBody {
public:
    ImageRun(const RunConfig& resolved, const OpenedImageNet& opened, StreamReader reader);

    const RunHeader& header() const override { return header_; }
    const RunInput& input() const override { return input_; }
    std::optional<StepRecord> step() override;
    RunSummary summary() const override { return totals_; }

private:
    void start_method(const OpenedImageNet& opened);
    void begin_anew(StepRecord& step);
    void learn_ahead();
    ImageAnswer adapted_answer(const Tensor& pixels);
    void add_shift(StepRecord& step);
    void answer(const Tensor& pixels, StepRecord& step);
    void add_numbers(const ImageNumbers& numbers, StepRecord& step);
    void compare(const BatchAnswers& frozen, const BatchAnswers& adapted, StepRecord& step);
    void probe_clean(StepRecord& step);
    void count(const StepRecord& step, double seconds);
    void finish(RunState state, std::string message);

    std::shared_ptr<BusyWatch> watch_ = BusyWatch::hold();
    torch::Device device_;
    RunHeader header_;
    RunInput input_;
    StreamReader reader_;
    std::unique_ptr<ImageNet> frozen_;     // null: only adapted reads
    std::unique_ptr<ImageMethod> method_;  // null: only frozen reads
    std::optional<LayerDrift> drift_;
    AnswerMeter of_frozen_{Arm::frozen}, of_adapted_{Arm::adapted};
    CollapseWatch collapse_;
    FilterWatch filter_;
    std::vector<float> labels_;  // of this step
    RunSummary totals_;
    std::size_t next_ = 0;
    std::int64_t position_ = 0;  // of the next item
    std::int64_t resets_ = 0;
    std::int64_t learned_ahead_ = 0;  // images
    std::int32_t shift_ = -1;
    std::string collapsed_;  // a sentence
};

ImageRun::ImageRun(const RunConfig& resolved, const OpenedImageNet& opened, StreamReader reader)
    : device_(device_of(resolved)), header_(start_header(resolved)), input_(reader.record()), reader_(std::move(reader))
{
    header_.kind = images_kind;
    header_.model_hash = opened.hash;
    header_.input_hash = reader_.set.hash;
    header_.item_count = reader_.plan.items();
    header_.step_items = resolved.batch;
    header_.step_count = static_cast<std::int64_t>(reader_.plan.steps.size());
    header_.remarks = reader_.remarks;
    for (const ImageNetTensor& tensor : opened.net->tensors()) {
        header_.layer_count = std::max(header_.layer_count, tensor.layer + 1);
        header_.parameter_count += tensor.is_learned() ? tensor.tensor.numel() : 0;
    }
    if (resolved.arms != Arms::adapted)
        frozen_ = opened.net->clone(device_);
    if (resolved.arms != Arms::frozen)
        start_method(opened);
}

void ImageRun::start_method(const OpenedImageNet& opened)
{
    const RunConfig& config = header_.config;
    const Tensor clean =
        config.fisher_images > 0 ? reader_.clean_pixels(0, config.fisher_images).to(device_) : Tensor();
    method_ = make_image_method(config.method, *opened.net, image_options_of(config), device_, clean);
    if (const auto learned = method_->learned(); !learned.empty())
        drift_.emplace(learned);
    if (reader_.stream.order == StreamOrder::collected && method_->is_episodic())
        throw Error("The order collected scores what was learned from all images, and " + config.method +
                    " forgets after each; choose another method or order.");
}

std::optional<StepRecord> ImageRun::step()
{
    if (next_ == reader_.plan.steps.size() || totals_.state == RunState::diverged) {
        if (totals_.state == RunState::running)
            finish(RunState::finished, collapsed_.empty() ? filter_.sentence() : collapsed_);
        return std::nullopt;
    }
    Stopwatch whole;
    StepRecord step;
    try {
        const Stopwatch::Lap lap(whole);
        const StreamStep& batch = reader_.plan.steps[next_];
        step.index = static_cast<std::int64_t>(next_);
        step.begin = position_;
        step.end = position_ + static_cast<std::int64_t>(batch.items.size());
        add_shift(step);
        if (batch.resets && next_ > 0)
            begin_anew(step);
        learn_ahead();
        answer(reader_.pixels(batch).to(device_), step);
    } catch (const Diverged& diverged) {
        finish(RunState::diverged, DivergenceWatch::sentence_at(step.index, diverged.what()));
        return std::nullopt;
    } catch (const std::exception&) {
        rethrow_in_a_sentence();
    }
    count(step, whole.seconds());
    return step;
}

/// Where the numbers of the stream's items come from, and the lines in charts where another shift begins.
void ImageRun::add_shift(StepRecord& step)
{
    const std::vector<StreamItem>& items = reader_.plan.steps[next_].items;
    std::vector<float> images, shifts;
    labels_.clear();
    for (const StreamItem& item : items) {
        const bool is_known = !reader_.set.labels.empty() && item.image >= 0;
        images.push_back(static_cast<float>(item.image));
        shifts.push_back(static_cast<float>(item.shift));
        labels_.push_back(is_known ? static_cast<float>(reader_.set.labels[static_cast<std::size_t>(item.image)])
                                   : std::numeric_limits<float>::quiet_NaN());
    }
    const bool is_mixed = reader_.stream.order == StreamOrder::mixed;
    if (const std::int32_t now = items.front().shift; now != shift_ && !is_mixed) {
        EventRows& rows = rows_of(step, EventKind::shift);
        rows.items.push_back(step.begin);
        rows.values.push_back(now);
        shift_ = now;
    }
    step.columns.push_back({Column::image, std::move(images)});
    step.columns.push_back({Column::label, labels_});
    step.columns.push_back({Column::shift, std::move(shifts)});
}

void ImageRun::begin_anew(StepRecord& step)
{
    if (!method_ || !drift_)
        return;
    method_->reset();
    collapse_.forget();
    EventRows& rows = rows_of(step, EventKind::reset);
    rows.items.push_back(step.begin);
    rows.values.push_back(0);
}

/// The batches of the shift that begins, as often as its order wants.
void ImageRun::learn_ahead()
{
    const auto& steps = reader_.plan.steps;
    if (!method_ || !drift_)
        return;
    for (std::int64_t epoch = 0; epoch < steps[next_].epochs; ++epoch)
        for (std::size_t at = next_; at < steps.size() && (at == next_ || steps[at].epochs == 0); ++at) {
            const ImageBatch batch{reader_.pixels(steps[at]).to(device_), header_.item_count + learned_ahead_};
            totals_.updates += method_->step(batch).numbers.updated;
            learned_ahead_ += batch.pixels.size(0);
        }
}

/// Where the images were learned from before, only an answer.
ImageAnswer ImageRun::adapted_answer(const Tensor& pixels)
{
    if (reader_.stream.order != StreamOrder::collected)
        return method_->step({pixels, position_});
    const torch::NoGradGuard no_grad;
    return {method_->predict(pixels), {}};
}

void ImageRun::answer(const Tensor& pixels, StepRecord& step)
{
    Stopwatch forward, update, probes;
    std::optional<BatchAnswers> frozen, adapted;
    if (frozen_) {
        const Stopwatch::Lap lap(forward);
        const torch::NoGradGuard no_grad;
        frozen = answers_of(frozen_->forward(frozen_->normalised(pixels), NormMode::stored));
        of_frozen_.fill(*frozen, labels_, step);
    }
    if (method_) {
        const Stopwatch::Lap lap(update);
        const ImageAnswer answer = adapted_answer(pixels);
        adapted = adapted_answers(answer.logits);
        of_adapted_.fill(*adapted, labels_, step);
        add_numbers(answer.numbers, step);
    }
    const Stopwatch::Lap lap(probes);
    const torch::NoGradGuard no_grad;
    if (frozen && adapted)
        compare(*frozen, *adapted, step);
    if (drift_)
        drift_->fill(method_->learned(), step);
    probe_clean(step);
    step.metrics.push_back({Metric::forward_ms, -1, forward.milliseconds()});
    step.metrics.push_back({Metric::update_ms, -1, update.milliseconds()});
}

void ImageRun::add_numbers(const ImageNumbers& numbers, StepRecord& step)
{
    const auto add = [&](Metric metric, const std::optional<double>& value) {
        if (value)
            step.metrics.push_back({metric, -1, *value});
    };
    add(Metric::loss, numbers.loss);
    add(Metric::reliable, numbers.reliable);
    add(Metric::selected, numbers.selected);
    add(Metric::recovery_entropy, numbers.recovery_entropy);
    add(Metric::source_confidence, numbers.source_confidence);
    filter_.add(numbers.selected);
    totals_.updates += numbers.updated;
    if (drift_)
        add(Metric::updates, static_cast<double>(totals_.updates));
    if (!numbers.was_reset)
        return;
    ++resets_;
    add(Metric::resets, static_cast<double>(resets_));
    EventRows& rows = rows_of(step, EventKind::reset);
    if (rows.items.empty()) {
        rows.items.push_back(step.begin);
        rows.values.push_back(1);
    }
}

void ImageRun::compare(const BatchAnswers& frozen, const BatchAnswers& adapted, StepRecord& step)
{
    std::int64_t same = 0;
    for (std::size_t at = 0; at < frozen.predicted.size(); ++at)
        same += frozen.predicted[at] == adapted.predicted[at];
    step.metrics.push_back(
        {Metric::agreement, -1, 100 * static_cast<double>(same) / static_cast<double>(frozen.predicted.size())});
    const auto fired = collapse_.add(step.begin, step.end, frozen.mass, adapted.mass);
    if (!fired)
        return;
    EventRows& rows = rows_of(step, EventKind::collapse);
    rows.items.insert(rows.items.end(), {step.end - 1, fired->first_item});
    rows.values.insert(rows.values.end(), {fired->adapted, fired->frozen});
    if (collapsed_.empty())
        collapsed_ = "The predictions collapse from step " + std::to_string(step.index) +
                     " on: over the last images the mean prediction has an entropy of " + nats(fired->adapted) +
                     " nats, that of the frozen net " + nats(fired->frozen) +
                     "; a smaller rate, larger batches or resets may help.";
}

/// After the last batch of a shift.
void ImageRun::probe_clean(StepRecord& step)
{
    const auto& steps = reader_.plan.steps;
    const bool is_last = next_ + 1 == steps.size() || steps[next_ + 1].items.front().shift != shift_;
    const std::int64_t count = std::min(header_.config.probe_images, reader_.set.count());
    if (!method_ || !is_last || count <= 0 || reader_.set.labels.empty())
        return;
    std::int64_t wrong = 0;
    for (std::int64_t first = 0; first < count; first += header_.config.batch) {
        const Tensor pixels = reader_.clean_pixels(first, std::min(header_.config.batch, count - first));
        const BatchAnswers answers = answers_of(method_->predict(pixels.to(device_)));
        for (std::size_t at = 0; at < answers.predicted.size(); ++at)
            wrong += static_cast<std::int32_t>(answers.predicted[at]) !=
                     reader_.set.labels[static_cast<std::size_t>(first) + at];
    }
    step.metrics.push_back({Metric::clean_error, -1, 100 * static_cast<double>(wrong) / static_cast<double>(count)});
}

void ImageRun::count(const StepRecord& step, double seconds)
{
    ++next_;
    position_ = totals_.items = step.end;
    totals_.steps = step.index + 1;
    totals_.seconds += seconds;
    totals_.message = collapsed_;
    totals_.totals.clear();
    of_frozen_.add_totals(totals_.totals);
    of_adapted_.add_totals(totals_.totals);
}

void ImageRun::finish(RunState state, std::string message)
{
    totals_.state = state;
    totals_.message = std::move(message);
}

bool is_name(const std::string& images)
{
    return images == fashion_mnist || images == fashion_mnist_train;
}

void check_classes(const RunConfig& config, const ImageNet& net, const ImageSet& set)
{
    const ImageNetInfo info = net_info(net, file_name(config.model));
    const ImagesToRead images{.source = set.source, .shape = set.shape, .classes = set.classes()};
    if (const std::string problem = net_problem(info, images); !problem.empty())
        throw Error(problem);
}

}  // namespace

void set_shipped_images(std::string folder)
{
    if (shipped_folder() != folder)  // said again, it is only read
        shipped_folder() = std::move(folder);
}

std::unique_ptr<RunBody> make_image_run(const RunConfig& asked)
{
    check_choices(asked, {});
    const OpenedImageNet opened = open_image_net(asked.model);
    RunConfig config = resolve_choices(asked, facts_of(*opened.net, file_name(asked.model)));
    if (!is_name(config.images))
        config.images = absolute_path(config.images);
    config.labels = absolute_path(config.labels);
    StreamReader reader = open_stream(config, shipped_folder());
    check_classes(config, *opened.net, reader.set);
    return std::make_unique<ImageRun>(config, opened, std::move(reader));
}

}  // namespace ttt
