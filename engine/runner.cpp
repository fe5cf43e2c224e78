#include "engine/runner.h"

#include "engine/busy_watch.h"
#include "engine/device.h"
#include "engine/failure.h"
#include "engine/methods/registry.h"
#include "engine/probes/arm_meter.h"
#include "engine/probes/pattern_probe.h"
#include "engine/records/divergence.h"
#include "engine/records/error.h"
#include "engine/run_checkpoint.h"
#include "engine/run_choices.h"
#include "engine/run_document.h"
#include "engine/run_header.h"

#include <torch/utils.h>

#include <algorithm>
#include <deque>
#include <span>

namespace ttt {

using torch::Tensor;

namespace {

Tensor to_ids(const std::vector<std::int32_t>& ids, torch::Device device)
{
    return torch::tensor(at::ArrayRef<std::int32_t>(ids), torch::kInt)
        .to(torch::TensorOptions(device).dtype(torch::kLong));
}

}  // namespace

/// Members live and die on the thread of the Runner.
struct Runner::Parts {
    Parts(const RunCheckpoint& model, RunDocument read);

    void read();
    void launch();
    void collect();
    void score(const ArmStates& states, const Tensor& predicted);
    void score_twin(const Tensor& stretch, const Tensor& predicted);
    bool fill(StepRecord& step, const ChunkReport& report);
    void add_timings(double seconds);
    RunSummary totals_after(const StepRecord& step, std::int64_t updates) const;
    std::vector<Total> totals_of_arms() const;
    std::string message() const;
    bool fill_arm(ArmMeter& arm, StepRecord& step);
    void refuse_numbers(const StepRecord& step, const std::string& sentence);
    void finish();

    std::shared_ptr<BusyWatch> watch = BusyWatch::hold();
    RunHeader header;
    RunInput input;
    const DocumentRecord& document = std::get<DocumentRecord>(input);
    std::unique_ptr<Method> method;
    std::optional<ArmReader> twin;
    ArmMeter frozen, adapted, other;
    PatternProbe patterns;
    Stopwatch scoring;    // so far; also patterns
    Method::Spent spent;  // by the steps that were made
    Tensor ids;           // i64 [T] on the device
    /// A chunk that was read and not handed out yet, and the run's totals with it.
    struct Made {
        StepRecord step;
        RunSummary totals;
    };

    std::deque<Made> made;
    RunSummary totals;                   // of the steps that were handed out
    double seconds = 0;                  // that reading took so far
    std::deque<std::int64_t> stretches;  // ends of those that were launched and not collected
    std::int64_t launched = 0;           // tokens
    std::int64_t position = 0;           // of the next token to make a step of
    std::int64_t scored = 0;             // tokens whose prediction is known
    std::string trouble;                 // why no more can be launched
    std::string failure;                 // why there are no more steps
    bool is_astray = false;              // the failure is one of learning: a number is not finite any more
    DivergenceWatch divergence;
};

namespace {

RunDocument open_document(const RunCheckpoint& model, std::stop_token cancel)
{
    if (model.config.document.empty())
        throw Error("No document was chosen.");
    RunDocument document = read_document(model.config, model.tokenizer, std::move(cancel));
    const ModelFacts facts = facts_of(model.checkpoint.config(), model.config.model);
    check_choices(model.config,
                  {.model = &facts, .tokens = static_cast<std::int64_t>(document.record.token_ids.size())});
    document.record.vocabulary = token_names(model.tokenizer, model.checkpoint.config().vocab_size);
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

}  // namespace

Runner::Parts::Parts(const RunCheckpoint& model, RunDocument read)
    : input(std::move(read.record)), method(make_method(model, static_cast<std::int64_t>(document.token_ids.size()))),
      frozen(Arm::frozen, model.config.perplexity_window), adapted(Arm::adapted, model.config.perplexity_window),
      other(Arm::twin, model.config.perplexity_window), patterns(model.config.probes, document.token_ids.front())
{
    header = header_of(model, document);
    header.remarks.insert(header.remarks.end(), read.remarks.begin(), read.remarks.end());
    header.model_hash = method->frozen().weights().hash;
    if (!model.config.twin.empty()) {
        const RunCheckpoint second = open_twin(model);
        twin.emplace(start_reader(second));
        header.twin_hash = twin->transformer().weights().hash;
        for (const std::string& remark : second.checkpoint.remarks())
            header.remarks.push_back("Of the twin: " + remark);
    }
    ids = to_ids(document.token_ids, device_of(model.config));
}

/// Keeps the device at work: where it runs by itself, the next stretch is on its way before this one is looked at.
void Runner::Parts::read()
{
    Stopwatch whole;
    {
        const Stopwatch::Lap lap(whole);
        const std::size_t ahead = method->works_ahead() ? 2 : 1;
        while (stretches.size() < ahead && launched < header.item_count && trouble.empty())
            launch();
        if (stretches.empty())
            failure = trouble;
        else
            collect();
    }
    add_timings(whole.seconds());
}

/// Some chunks at once: how a text is cut into stretches is of no matter to the records. What goes wrong here is said
/// after the steps before it were handed out.
void Runner::Parts::launch()
{
    const std::int64_t begin = launched;
    const std::int64_t end = std::min(begin + method->chunks_at_once() * header.config.chunk, header.item_count);
    const auto show = [this](const ArmStates& states, const Tensor& predicted) { score(states, predicted); };
    try {
        method->launch(ids, begin, end, show);
        if (twin)
            score_twin(ids.slice(0, begin, end), ids.slice(0, begin + 1, end + 1));
    } catch (const std::exception& error) {
        trouble = failure_sentence(error);
        return;
    }
    launched = end;
    stretches.push_back(end);
}

/// Steps out of the oldest stretch.
void Runner::Parts::collect()
{
    const std::int64_t end = stretches.front();
    stretches.pop_front();
    for (const ChunkReport& report : method->collect()) {
        StepRecord step;
        step.index = position / header.step_items;
        step.begin = position;
        step.end = std::min(position + header.step_items, end);
        if (!fill(step, report))
            return;
        position = step.end;
        const RunSummary after = totals_after(step, report.updates);
        made.push_back({std::move(step), after});
    }
}

void Runner::Parts::score(const ArmStates& states, const Tensor& predicted)
{
    if (states.frozen.defined())
        frozen.score(method->frozen(), states.frozen, predicted, scoring);
    if (states.adapted.defined())
        adapted.score(method->adapted(), states.adapted, predicted, scoring);
    const Stopwatch::Lap lap(scoring);
    const std::span<const std::int32_t> tokens(document.token_ids);
    const auto next = static_cast<std::size_t>(scored + 1);
    patterns.look(method->frozen(), method->adapted(), states,
                  tokens.subspan(next, static_cast<std::size_t>(predicted.size(0))));
    scored += predicted.size(0);
}

void Runner::Parts::score_twin(const Tensor& stretch, const Tensor& predicted)
{
    other.score(twin->transformer(), twin->read(stretch).frozen, predicted, scoring);
}

/// False, and `failure` set, when the step can't be used.
bool Runner::Parts::fill(StepRecord& step, const ChunkReport& report)
{
    if (!report.failure.empty()) {
        refuse_numbers(step, report.failure);
        return false;
    }
    const std::string& arms = header.config.arms;
    if ((arms != "adapted" && !fill_arm(frozen, step)) || (arms != "frozen" && !fill_arm(adapted, step)) ||
        (twin && !fill_arm(other, step)))
        return false;
    divergence.add(step);
    patterns.fill(step);
    step.metrics.insert(step.metrics.end(), report.metrics.begin(), report.metrics.end());
    if (!report.hash.empty())
        step.metrics.push_back({Metric::updates, -1, static_cast<double>(report.updates)});
    step.fast_hash = report.hash;
    return true;
}

bool Runner::Parts::fill_arm(ArmMeter& arm, StepRecord& step)
{
    try {
        arm.fill(step);
        return true;
    } catch (const Error& error) {
        if (&arm == &adapted)
            refuse_numbers(step, error.what());
        else
            failure = error.what();
        return false;
    }
}

/// What learns has left the numbers: the run diverged. `sentence` begins with where that was, "Chunk 3: ...".
void Runner::Parts::refuse_numbers(const StepRecord& step, const std::string& sentence)
{
    const std::size_t place = sentence.find(": ");
    failure =
        DivergenceWatch::sentence_at(step.index, place == std::string::npos ? sentence : sentence.substr(place + 2));
    is_astray = true;
}

/// After the last step.
void Runner::Parts::finish()
{
    if (is_astray) {
        totals.message = failure;
    } else {
        divergence.end();
        totals.message = divergence.sentence();
    }
    totals.state = totals.message.empty() ? RunState::finished : RunState::diverged;
}

RunSummary Runner::Parts::totals_after(const StepRecord& step, std::int64_t updates) const
{
    return {.state = RunState::running,
            .message = divergence.sentence(),
            .items = step.end,
            .steps = step.index + 1,
            .updates = updates,
            .seconds = 0,
            .totals = totals_of_arms()};
}

std::vector<Total> Runner::Parts::totals_of_arms() const
{
    std::vector<Total> result;
    for (const ArmMeter* arm : {&frozen, &adapted, &other})
        if (const Total total = arm->total(); total.count > 0)
            result.push_back(total);
    return result;
}

/// Every step of a stretch took the same share of it.
void Runner::Parts::add_timings(double taken)
{
    const Method::Spent now{method->spent().updates, method->spent().probes + scoring.seconds()};
    const double share = 1.0 / static_cast<double>(std::max<std::size_t>(1, made.size()));
    const double probes = (now.probes - spent.probes) * share * 1e3;
    const double update = (now.updates - spent.updates) * share * 1e3;
    spent = now;
    const double memory = peak_memory_mib(header.config.device);
    for (auto& [step, after] : made) {
        const auto add = [&metrics = step.metrics](Metric metric, double value) {
            metrics.push_back({metric, -1, value});
        };
        add(Metric::forward_ms, taken * share * 1e3 - probes - update);
        add(Metric::update_ms, update);
        add(Metric::probe_ms, probes);
        add(Metric::peak_memory_mib, memory);
        after.seconds = seconds += taken * share;
    }
}

std::string Runner::Parts::message() const
{
    if (header.config.arms == "frozen" || header.item_count >= header.config.chunk)
        return {};
    return "No update fired: the document (" + std::to_string(header.item_count) +
           " tokens) is shorter than one chunk (" + std::to_string(header.config.chunk) + ").";
}

Runner::Runner(RunConfig config, std::stop_token cancel)
try {
    const torch::NoGradGuard no_grad;
    RunCheckpoint model = open_model(config);
    RunDocument document = open_document(model, std::move(cancel));
    model.config.start_token = document.start_token;
    parts_ = std::make_unique<Parts>(model, std::move(document));
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;

const RunHeader& Runner::header() const
{
    return parts_->header;
}

const RunInput& Runner::input() const
{
    return parts_->input;
}

const DocumentRecord& Runner::document() const
{
    return parts_->document;
}

std::optional<StepRecord> Runner::step()
{
    const torch::NoGradGuard no_grad;
    Parts& parts = *parts_;
    try {
        if (parts.made.empty() && parts.failure.empty() && parts.position < parts.header.item_count)
            parts.read();
    } catch (const std::exception& error) {
        parts.failure = failure_sentence(error);
    }
    if (parts.made.empty()) {
        if (!parts.failure.empty() && !parts.is_astray)
            throw Error(parts.failure);
        parts.finish();
        return std::nullopt;
    }
    StepRecord step = std::move(parts.made.front().step);
    parts.totals = parts.made.front().totals;
    parts.made.pop_front();
    return step;
}

std::size_t Runner::ready() const
{
    return parts_->made.size();
}

RunSummary Runner::summary() const
{
    RunSummary summary = parts_->totals;
    if (summary.message.empty())
        summary.message = parts_->message();
    return summary;
}

}  // namespace ttt
