#include "engine/document_run.h"

#include "engine/chunk_meter.h"
#include "engine/machine/busy_watch.h"
#include "engine/machine/device.h"
#include "engine/machine/failure.h"
#include "engine/method_registry.h"
#include "engine/records/cancelled.h"
#include "engine/records/error.h"
#include "engine/run_checkpoint.h"
#include "engine/run_choices.h"
#include "engine/run_document.h"
#include "engine/run_header.h"
#include "engine/unchanged.h"

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
    DocumentRun(const RunCheckpoint& model, RunDocument read, RunBranch branch);

    const RunHeader& header() const override { return header_; }
    const RunInput& input() const override { return input_; }
    std::optional<StepRecord> step() override;
    std::size_t ready() const override { return made_.size(); }
    RunSummary summary() const override;

private:
    void start_twin(const RunCheckpoint& model);
    bool is_made(std::int64_t index) const { return index < static_cast<std::int64_t>(branch_.steps.size()); }
    bool fill(StepRecord& step, const ChunkReport& report);
    void check_hashes() const;
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
    RunBranch branch_;  // its steps were made before; those that were handed out are empty
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

DocumentRun::DocumentRun(const RunCheckpoint& model, RunDocument read, RunBranch branch)
    : checkpoints_{model.checkpoint}, input_(std::move(read.record)), branch_(std::move(branch)),
      method_(make_method(model, branch_.before, static_cast<std::int64_t>(document_.token_ids.size()))),
      meter_(branch_.before.empty() ? model.config : branch_.before.front().config, document_.token_ids)
{
    header_ = header_of(model, document_);
    header_.remarks.insert(header_.remarks.end(), read.remarks.begin(), read.remarks.end());
    header_.model_hash = method_->frozen().weights().hash;
    if (!model.config.twin.empty())
        start_twin(model);
    header_.before = branch_.before;
    if (!header_.before.empty())
        check_hashes();
    for (const std::string& remark : branch_.remarks)
        if (std::ranges::find(header_.remarks, remark) == header_.remarks.end())
            header_.remarks.push_back(remark);
    ids_ = to_ids(document_.token_ids, device_of(model.config));
}

/// What learns the same steps again must be what made them.
void DocumentRun::check_hashes() const
{
    check_unchanged("model", header_.config.model, branch_.model_hash, header_.model_hash, "branched from");
    check_unchanged("twin", header_.config.twin, branch_.twin_hash, header_.twin_hash, "branched from");
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
    const bool is_passed = is_made(end / header_.step_items);  // none of its predictions is of a step to come
    const auto show = [&](const ArmStates& states, const Tensor& predicted) {
        if (is_passed)
            meter_.pass(predicted.size(0));
        else
            meter_.score(*method_, states, predicted);
    };
    try {
        method_->launch(ids_, begin, end, show);
        if (twin_ && is_passed)
            twin_->read(ids_.slice(0, begin, end));
        else if (twin_)
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
        if (!fill(step, report)) {
            failure_ = meter_.failure();
            return;
        }
        position_ = step.end;
        RunSummary after = totals_after(step, report.updates);
        made_.push_back({std::move(step), std::move(after)});
    }
}

/// A step that was made before stays as it was. Behind the last one of a stretch other settings hold.
bool DocumentRun::fill(StepRecord& step, const ChunkReport& report)
{
    const bool fits = report.failure.empty();  // else learning went astray where it did not the first time
    if (!is_made(step.index) || !fits)
        return meter_.fill(step, report);
    const std::int64_t end = step.end;
    step = std::move(branch_.steps[static_cast<std::size_t>(step.index)]);
    if (step.end != end)
        throw Error("Chunk " + std::to_string(step.index) + " of the run that this one goes on from ends at token " +
                    std::to_string(step.end) + ", not " + std::to_string(end) + ".");
    meter_.count(step);
    for (std::size_t index = 0; index < header_.before.size(); ++index)
        if (header_.before[index].steps == step.index + 1)
            meter_.change(index + 1 < header_.before.size() ? header_.before[index + 1].config : header_.config);
    return true;
}

/// After the last step.
void DocumentRun::finish()
{
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
        after.seconds = seconds_ += taken * share;
        if (is_made(step.index))
            continue;  // it has its own
        const auto add = [&metrics = step.metrics](Metric metric, double value) {
            metrics.push_back({metric, -1, value});
        };
        add(Metric::forward_ms, taken * share * 1e3 - probes - update);
        add(Metric::update_ms, update);
        add(Metric::probe_ms, probes);
        add(Metric::peak_memory_mib, memory);
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
    return std::make_unique<DocumentRun>(model, std::move(document), RunBranch());
}

std::unique_ptr<RunBody> make_document_run(const RunConfig& config, RunBranch branch, std::stop_token cancel)
{
    const torch::NoGradGuard no_grad;
    if (branch.before.empty() || branch.before.back().steps != static_cast<std::int64_t>(branch.steps.size()))
        throw Error("A branch needs the steps that it goes on from.");
    RunCheckpoint model = open_model(config);
    check_stretches(branch.before, model.config);
    RunDocument document{.record = std::move(branch.document), .start_token = config.start_token, .remarks = {}};
    check_tokens(document.record, model.tokenizer, model.checkpoint.config());
    check_choices(model.config,
                  {.model = &model.facts, .tokens = static_cast<std::int64_t>(document.record.token_ids.size())});
    for (const RunStretch& stretch : branch.before)
        check_choices(stretch.config, {.model = &model.facts});
    if (cancel.stop_requested())
        throw Cancelled();
    return std::make_unique<DocumentRun>(model, std::move(document), std::move(branch));
}

}  // namespace ttt
