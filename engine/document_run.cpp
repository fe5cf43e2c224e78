#include "engine/document_run.h"

#include "engine/chunk_meter.h"
#include "engine/machine/busy_watch.h"
#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/method_registry.h"
#include "engine/records/error.h"
#include "engine/run_checkpoint.h"
#include "engine/run_choices.h"
#include "engine/run_document.h"
#include "engine/run_header.h"

#include <algorithm>
#include <deque>

namespace ttt {

using torch::Tensor;

namespace {

Tensor to_ids(const std::vector<std::int32_t>& ids, torch::Device device)
{
    return torch::tensor(at::ArrayRef<std::int32_t>(ids), torch::kInt)
        .to(torch::TensorOptions(device).dtype(torch::kLong));
}

/// Members live and die on the thread of the run.
class DocumentRun final : public RunBody {
public:
    DocumentRun(const RunCheckpoint& model, RunDocument read);

    const RunHeader& header() const override { return header_; }
    const RunInput& input() const override { return input_; }
    std::optional<StepRecord> step() override;
    std::size_t ready() const override { return made_.size(); }
    RunSummary summary() const override;

private:
    void start_twin(const RunCheckpoint& model);
    void check_files() const;
    void read();
    void launch();
    void collect();
    void add_timings(double seconds);
    RunSummary totals_after(const StepRecord& step, std::int64_t updates) const;
    std::string message() const;
    void finish();

    std::shared_ptr<BusyWatch> watch_ = BusyWatch::hold();
    std::vector<Checkpoint> checkpoints_;  // the model, and its twin
    RunHeader header_;
    RunInput input_;
    const DocumentRecord& document_ = std::get<DocumentRecord>(input_);
    std::unique_ptr<Method> method_;
    std::optional<ArmReader> twin_;
    ChunkMeter meter_;
    Method::Spent spent_;  // by the steps that were made
    Tensor ids_;           // i64 [T] on the device

    /// A chunk that was read and not handed out yet, and the run's totals with it.
    struct Made {
        StepRecord step;
        RunSummary totals;
    };

    std::deque<Made> made_;
    RunSummary totals_;                   // of the steps that were handed out
    double seconds_ = 0;                  // that reading took so far
    std::deque<std::int64_t> stretches_;  // ends of those that were launched and not collected
    std::int64_t launched_ = 0;           // tokens
    std::int64_t position_ = 0;           // of the next token to make a step of
    std::string trouble_;                 // why no more can be launched
    std::string failure_;                 // why there are no more steps
};

RunDocument open_document(const RunCheckpoint& model, std::stop_token cancel)
{
    if (model.config.document.empty())
        throw Error("No document was chosen.");
    RunDocument document = read_document(model.config, model.tokenizer, std::move(cancel));
    check_choices(model.config,
                  {.model = &model.facts, .tokens = static_cast<std::int64_t>(document.record.token_ids.size())});
    add_vocabulary(document, model.tokenizer, model.checkpoint.config());
    return document;
}

RunHeader header_of(const RunCheckpoint& model, const DocumentRecord& document)
{
    RunHeader header = start_header(model.config);
    header.item_count = static_cast<std::int64_t>(document.token_ids.size());
    header.step_items = model.config.chunk;
    header.config.tokens = header.item_count;
    header.step_count = (header.item_count + header.step_items - 1) / header.step_items;
    header.layer_count = model.checkpoint.config().layer_count;
    header.parameter_count = model.checkpoint.parameter_count();
    for (const auto& sentences : {model.checkpoint.config().notes, model.checkpoint.remarks()})
        header.remarks.insert(header.remarks.end(), sentences.begin(), sentences.end());
    header.input_hash = document.hash;
    return header;
}

DocumentRun::DocumentRun(const RunCheckpoint& model, RunDocument read)
    : checkpoints_{model.checkpoint}, input_(std::move(read.record)),
      method_(make_method(model, static_cast<std::int64_t>(document_.token_ids.size()))),
      meter_(model.config, document_.token_ids)
{
    header_ = header_of(model, document_);
    header_.remarks.insert(header_.remarks.end(), read.remarks.begin(), read.remarks.end());
    header_.model_hash = method_->frozen().weights().hash;
    if (!model.config.twin.empty())
        start_twin(model);
    ids_ = to_ids(document_.token_ids, device_of(model.config));
}

void DocumentRun::start_twin(const RunCheckpoint& model)
{
    const RunCheckpoint second = open_twin(model);
    checkpoints_.push_back(second.checkpoint);
    twin_.emplace(start_reader(second));
    header_.twin_hash = twin_->transformer().weights().hash;
    for (const std::string& remark : second.checkpoint.remarks())
        header_.remarks.push_back("Of the twin: " + remark);
}

std::optional<StepRecord> DocumentRun::step()
{
    const torch::NoGradGuard no_grad;
    try {
        if (made_.empty() && failure_.empty() && position_ < header_.item_count)
            read();
    } catch (const std::exception& error) {
        failure_ = failure_sentence(error);
    }
    if (made_.empty()) {
        if (!failure_.empty() && !meter_.is_astray())
            throw Error(failure_);
        finish();
        return std::nullopt;
    }
    StepRecord step = std::move(made_.front().step);
    totals_ = std::move(made_.front().totals);
    made_.pop_front();
    return step;
}

void DocumentRun::check_files() const
{
    for (const Checkpoint& checkpoint : checkpoints_)
        checkpoint.check_unchanged();
}

/// Keeps the device at work: where it runs by itself, the next stretch is on its way before this one is looked at.
void DocumentRun::read()
{
    check_files();
    Stopwatch whole;
    {
        const Stopwatch::Lap lap(whole);
        const std::size_t ahead = method_->works_ahead() ? 2 : 1;
        while (stretches_.size() < ahead && launched_ < header_.item_count && trouble_.empty())
            launch();
        if (stretches_.empty())
            failure_ = trouble_;
        else
            collect();
    }
    add_timings(whole.seconds());
}

/// Some chunks at once: how a text is cut into stretches is of no matter to the records. What goes wrong here is said
/// after the steps before it were handed out.
void DocumentRun::launch()
{
    const std::int64_t begin = launched_;
    const std::int64_t end = std::min(begin + method_->chunks_at_once() * header_.step_items, header_.item_count);
    const auto show = [this](const ArmStates& states, const Tensor& predicted) {
        meter_.score(*method_, states, predicted);
    };
    try {
        method_->launch(ids_, begin, end, show);
        if (twin_)
            meter_.score_twin(*twin_, ids_.slice(0, begin, end), ids_.slice(0, begin + 1, end + 1));
    } catch (const std::exception& error) {
        trouble_ = failure_sentence(error);
        return;
    }
    launched_ = end;
    stretches_.push_back(end);
}

/// Steps out of the oldest stretch.
void DocumentRun::collect()
{
    const std::int64_t end = stretches_.front();
    stretches_.pop_front();
    for (const ChunkReport& report : method_->collect()) {
        StepRecord step;
        step.index = position_ / header_.step_items;
        step.begin = position_;
        step.end = std::min(position_ + header_.step_items, end);
        if (!meter_.fill(step, report)) {
            failure_ = meter_.failure();
            return;
        }
        position_ = step.end;
        RunSummary after = totals_after(step, report.updates);
        made_.push_back({std::move(step), std::move(after)});
    }
}

/// After the last step.
void DocumentRun::finish()
{
    if (!meter_.is_astray())
        meter_.end();
    const std::string why = meter_.is_astray() ? failure_ : meter_.divergence();
    totals_.state = why.empty() ? RunState::finished : RunState::diverged;
    totals_.message = why.empty() ? meter_.worse() : why;
}

RunSummary DocumentRun::totals_after(const StepRecord& step, std::int64_t updates) const
{
    return {.state = RunState::running,
            .message = meter_.divergence().empty() ? meter_.worse() : meter_.divergence(),
            .items = step.end,
            .steps = step.index + 1,
            .updates = updates,
            .seconds = 0,
            .totals = meter_.totals()};
}

/// Every step of a stretch took the same share of it.
void DocumentRun::add_timings(double taken)
{
    const Method::Spent now{method_->spent().updates, method_->spent().probes + meter_.seconds()};
    const double share = 1.0 / static_cast<double>(std::max<std::size_t>(1, made_.size()));
    const double probes = (now.probes - spent_.probes) * share * 1e3;
    const double update = (now.updates - spent_.updates) * share * 1e3;
    spent_ = now;
    const double memory = peak_memory_mib(header_.config.device.value());
    for (auto& [step, after] : made_) {
        const auto add = [&metrics = step.metrics](Metric metric, double value) {
            metrics.push_back({metric, -1, value});
        };
        add(Metric::forward_ms, taken * share * 1e3 - probes - update);
        add(Metric::update_ms, update);
        add(Metric::probe_ms, probes);
        add(Metric::peak_memory_mib, memory);
        after.seconds = seconds_ += taken * share;
    }
}

RunSummary DocumentRun::summary() const
{
    RunSummary summary = totals_;
    if (summary.message.empty())
        summary.message = message();
    return summary;
}

std::string DocumentRun::message() const
{
    if (header_.config.arms == Arms::frozen || header_.item_count >= header_.step_items)
        return {};
    return "No update fired: the document (" + std::to_string(header_.item_count) +
           " tokens) is shorter than one chunk (" + std::to_string(header_.step_items) + ").";
}

}  // namespace

std::unique_ptr<RunBody> make_document_run(const RunConfig& config, std::stop_token cancel)
{
    const torch::NoGradGuard no_grad;
    RunCheckpoint model = open_model(config);
    RunDocument document = open_document(model, std::move(cancel));
    model.config.start_token = document.start_token;
    return std::make_unique<DocumentRun>(model, std::move(document));
}

}  // namespace ttt
