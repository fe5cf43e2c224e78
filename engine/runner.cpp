#include "engine/runner.h"

#include "engine/device.h"
#include "engine/probes/arm_meter.h"
#include "engine/probes/drift_probe.h"
#include "engine/probes/pattern_probe.h"
#include "engine/records/error.h"
#include "engine/run_choices.h"
#include "engine/run_document.h"
#include "engine/run_header.h"
#include "engine/run_checkpoint.h"
#include "engine/text/hash.h"

#include <algorithm>
#include <span>

namespace ttt {

using torch::Tensor;

namespace {

/// Of all sums that the fast layers hold, layer by layer.
std::string hash_of(const std::vector<FastWeights>& fast)
{
    if (fast.empty())
        return {};
    ContentHash hash;
    for (const FastWeights& weights : fast)
        if (weights.sum().defined()) {
            const Tensor sum = weights.sum().to(torch::kCPU).contiguous();
            hash.update(std::as_bytes(std::span(sum.const_data_ptr<float>(), static_cast<std::size_t>(sum.numel()))));
        }
    return hash.hex();
}

Tensor to_ids(const std::vector<std::int32_t>& ids, torch::Device device)
{
    return torch::tensor(at::ArrayRef<std::int32_t>(ids), torch::kInt).to(torch::TensorOptions(device).dtype(torch::kLong));
}

} // namespace

/// Members live and die on the thread of the Runner.
struct Runner::Parts {
    explicit Parts(RunCheckpoint model);

    StepRecord read_step();
    void measure(const ArmStates& states, const Tensor& ids, StepRecord& step);
    void find_patterns(const ArmStates& states, StepRecord& step);
    void add_totals(double seconds, StepRecord& step) const;
    std::string message() const;
    std::int64_t updates() const { return reader.fast().empty() ? 0 : reader.fast().front().updates(); }

    RunHeader header;
    DocumentRecord document;
    ArmReader reader;
    std::optional<ArmReader> twin;
    DriftProbe probe;
    ReadObservers observers;
    ArmMeter frozen, adapted, other;
    PatternProbe patterns;
    Stopwatch ranking;  // also patterns and hashing
    Tensor ids;         // i64 [T] on the device
    std::int64_t position = 0;
    std::int64_t steps = 0;
    double seconds = 0;
    std::string failure;  // what made a step throw; the state is unusable then
    bool finished = false;
};

namespace {

DocumentRecord open_document(const RunCheckpoint& model)
{
    if (model.config.document.empty())
        throw Error("No document was chosen.");
    DocumentRecord document = read_document(model.config.document, model.tokenizer, model.config.tokens);
    check_chunk_fits(model.config, model.checkpoint.config(), static_cast<std::int64_t>(document.token_ids.size()));
    document.vocabulary = token_names(model.tokenizer, model.checkpoint.config().vocab_size);
    return document;
}

RunHeader header_of(const RunCheckpoint& model, const DocumentRecord& document)
{
    RunHeader header = start_header(model.config);
    header.token_count = static_cast<std::int64_t>(document.token_ids.size());
    header.config.tokens = header.token_count;
    header.step_count = (header.token_count + model.config.chunk - 1) / model.config.chunk;
    header.layer_count = model.checkpoint.config().layer_count;
    header.parameter_count = model.checkpoint.parameter_count();
    header.model_hash = model.checkpoint.hash();
    header.document_hash = document.hash;
    return header;
}

} // namespace

Runner::Parts::Parts(RunCheckpoint model)
    : document(open_document(model)), reader(start_reader(model)), probe(model.config.probes),
      frozen(Arm::frozen, model.config.perplexity_window), adapted(Arm::adapted, model.config.perplexity_window),
      other(Arm::twin, model.config.perplexity_window), patterns(model.config.probes)
{
    header = header_of(model, document);
    if (!model.config.twin.empty()) {
        const RunCheckpoint second = open_twin(model);
        header.twin_hash = second.checkpoint.hash();
        twin.emplace(start_reader(second));
    }
    ids = to_ids(document.token_ids, device_of(model.config));
    observers.on_read = [this](std::int64_t layer, const Tensor& plain, const Tensor& change) {
        probe.on_read(layer, plain, change);
    };
    observers.on_write = [this](const ChunkUpdate& update) { probe.on_write(update); };
}

StepRecord Runner::Parts::read_step()
{
    const torch::NoGradGuard no_grad;
    Stopwatch whole;
    StepRecord step;
    {
        const Stopwatch::Lap lap(whole);
        step.index = steps;
        step.begin = position;
        step.end = std::min(position + header.config.chunk, header.token_count);
        const Tensor chunk = ids.slice(0, step.begin, step.end);
        probe.begin_step(step.index);
        ranking.reset();
        measure(reader.read(chunk, observers), chunk, step);
        const Stopwatch::Lap hashing(ranking);
        step.fast_hash = hash_of(reader.fast());
    }
    add_totals(whole.seconds(), step);
    position = step.end;
    ++steps;
    seconds += whole.seconds();
    return step;
}

void Runner::Parts::measure(const ArmStates& states, const Tensor& chunk, StepRecord& step)
{
    if (states.frozen.defined())
        frozen.measure(reader.transformer(), states.frozen, chunk, ranking, step);
    if (states.adapted.defined())
        adapted.measure(reader.transformer(), states.adapted, chunk, ranking, step);
    if (twin)
        other.measure(twin->transformer(), twin->read(chunk).frozen, chunk, ranking, step);
    find_patterns(states, step);
    step.metrics.insert(step.metrics.end(), probe.metrics().begin(), probe.metrics().end());
}

void Runner::Parts::find_patterns(const ArmStates& states, StepRecord& step)
{
    const Stopwatch::Lap lap(ranking);
    const auto begin = static_cast<std::size_t>(step.begin);
    const auto end = static_cast<std::size_t>(step.end);
    const std::span<const std::int32_t> tokens(document.token_ids);
    patterns.measure(reader.transformer(), states, tokens.subspan(begin, end - begin), step);
}

void Runner::Parts::add_totals(double taken, StepRecord& step) const
{
    const auto add = [&](Metric metric, double value) { step.metrics.push_back({metric, -1, value}); };
    if (!reader.fast().empty())
        add(Metric::updates, static_cast<double>(updates()));
    if (probe.writes() > 0)
        add(Metric::clipped_fraction, static_cast<double>(probe.limited()) / static_cast<double>(probe.writes()));
    const double probes = probe.probe_time().milliseconds() + ranking.milliseconds();
    const double update = probe.update_time().milliseconds();
    add(Metric::forward_ms, taken * 1e3 - probes - update);
    add(Metric::update_ms, update);
    add(Metric::probe_ms, probes);
    add(Metric::peak_memory_mib, peak_memory_mib(header.config.device));
}

std::string Runner::Parts::message() const
{
    if (reader.fast().empty() || header.token_count >= header.config.chunk)
        return {};
    return "No update fired: the document (" + std::to_string(header.token_count) +
           " tokens) is shorter than one chunk (" + std::to_string(header.config.chunk) + ").";
}

Runner::Runner(RunConfig config)
{
    const torch::NoGradGuard no_grad;
    parts_ = std::make_unique<Parts>(open_model(config));
}

Runner::~Runner() = default;
Runner::Runner(Runner&&) noexcept = default;
Runner& Runner::operator=(Runner&&) noexcept = default;

const RunHeader& Runner::header() const
{
    return parts_->header;
}

const DocumentRecord& Runner::document() const
{
    return parts_->document;
}

std::optional<StepRecord> Runner::step()
{
    if (!parts_->failure.empty())
        throw Error(parts_->failure);
    if (parts_->position == parts_->header.token_count) {
        parts_->finished = true;
        return std::nullopt;
    }
    try {
        return parts_->read_step();
    } catch (const std::exception& error) {
        parts_->failure = error.what();
        throw;
    }
}

RunSummary Runner::summary() const
{
    const Parts& parts = *parts_;
    return {.state = parts.finished ? RunState::finished : RunState::running,
            .message = parts.message(),
            .tokens = parts.position,
            .steps = parts.steps,
            .updates = parts.updates(),
            .predicted = std::max<std::int64_t>(0, parts.position - 1),
            .seconds = parts.seconds,
            .nll_frozen = parts.frozen.nll(),
            .nll_adapted = parts.adapted.nll(),
            .nll_twin = parts.other.nll()};
}

} // namespace ttt
