#include "engine/evaluation/recall.h"

#include "engine/machine/failure.h"
#include "engine/methods/in_place.h"
#include "engine/probes/token_scores.h"
#include "engine/random_tokens.h"
#include "engine/records/error.h"
#include "engine/run_checkpoint.h"

#include <torch/utils.h>

#include <random>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// i64 [2 P] on the model's device.
Tensor repeated_span(const std::vector<std::int64_t>& tokens, std::int64_t span, std::mt19937_64& source,
                     torch::Device device)
{
    std::vector<std::int64_t> ids;
    for (std::int64_t index = 0; index < span; ++index)
        ids.push_back(tokens[source() % tokens.size()]);  // the bias of % is below 1e-14
    const Tensor first = torch::tensor(ids, torch::kLong);
    return torch::cat({first, first}).to(device);
}

/// Sums over the second copy; divided at the end. position: of the first of the scored tokens.
void add_scores(const TokenScores& scores, std::int64_t position, std::int64_t span, ArmRecall& sum)
{
    for (std::size_t index = 0; index < scores.nll.size(); ++index) {
        if (position + static_cast<std::int64_t>(index) <= span)
            continue;
        sum.hits += scores.rank[index] == 1.0F ? 1.0 : 0.0;
        sum.nll += scores.nll[index];
    }
}

/// Reads one document chunk by chunk, as a run would. Undefined arms are left alone.
void read_document_of(const RunCheckpoint& model, const ModelWeights& weights, const Tensor& ids, ArmRecall* frozen,
                      ArmRecall* adapted)
{
    ArmReader reader(weights, model.config);
    const std::int64_t stretch = model.config.chunk * chunks_for_device(weights, model.config.chunk);
    for (std::int64_t begin = 0; begin < ids.size(0); begin += stretch) {
        const ArmStates states = reader.read(ids.slice(0, begin, begin + stretch));
        const Tensor predicted = ids.slice(0, begin + 1, begin + stretch + 1);
        const auto add = [&](const Tensor& hidden, ArmRecall& sum) {
            add_scores(score_tokens(reader.transformer(), hidden, predicted, false), begin + 1, ids.size(0) / 2, sum);
        };
        if (frozen)
            add(states.frozen, *frozen);
        if (adapted)
            add(states.adapted, *adapted);
    }
}

void divide(ArmRecall& sum, std::int64_t tokens)
{
    sum.hits /= static_cast<double>(tokens);
    sum.nll /= static_cast<double>(tokens);
}

/// Models stay loaded over all spans.
struct Opened {
    RunCheckpoint model;
    ModelWeights weights;
    std::optional<RunCheckpoint> twin;
    std::optional<ModelWeights> twin_weights;
};

Opened open(const RecallConfig& config)
{
    RunConfig choices;
    choices.model = config.model;
    choices.twin = config.twin;
    choices.device = config.device;
    choices.dtype = config.dtype;
    Opened opened{open_model(choices), {}, {}, {}};
    opened.weights = load_run_weights(opened.model);
    if (!config.twin.empty()) {
        opened.twin = open_twin(opened.model);
        opened.twin_weights = load_run_weights(*opened.twin);
    }
    return opened;
}

void check(const RecallConfig& config)
{
    for (const std::int64_t span : config.spans)
        if (span < 2)
            throw Error("A span to recall must have at least 2 tokens, not " + std::to_string(span) + ".");
    if (config.repeats < 1)
        throw Error("Recall needs at least one document per span, not " + std::to_string(config.repeats) + ".");
}

}  // namespace

std::vector<SpanRecall> recall(const RecallConfig& config,
                               const std::function<void(std::int64_t done, std::int64_t all)>& progress)
try {
    const torch::NoGradGuard no_grad;
    check(config);
    const Opened opened = open(config);
    const auto tokens = ordinary_tokens(opened.model);
    const auto all = config.repeats * static_cast<std::int64_t>(config.spans.size());
    std::mt19937_64 source(config.seed);
    std::int64_t done = 0;
    std::vector<SpanRecall> result;
    for (const std::int64_t span : config.spans) {
        SpanRecall line{.span = span, .tokens = config.repeats * (span - 1), .frozen = {}, .adapted = {}, .twin = {}};
        if (opened.twin)
            line.twin.emplace();
        for (std::int64_t repeat = 0; repeat < config.repeats; ++repeat) {
            const Tensor ids = repeated_span(tokens, span, source, device_of(opened.model.config));
            read_document_of(opened.model, opened.weights, ids, &line.frozen, &line.adapted);
            if (opened.twin)
                read_document_of(*opened.twin, *opened.twin_weights, ids, &*line.twin, nullptr);
            if (progress)
                progress(++done, all);
        }
        divide(line.frozen, line.tokens);
        divide(line.adapted, line.tokens);
        if (line.twin)
            divide(*line.twin, line.tokens);
        result.push_back(line);
    }
    return result;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
