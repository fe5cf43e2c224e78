#include "engine/lab_parts.h"

#include "engine/machine/failure.h"
#include "engine/probes/attention_pattern.h"
#include "engine/probes/head_scores.h"
#include "engine/probes/in_context.h"
#include "engine/random_tokens.h"
#include "engine/records/cancelled.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

constexpr std::int64_t longest_span = 25;  // tokens, as in arXiv 2209.11895
constexpr std::int64_t span_repeats = 2;
constexpr std::int64_t random_spans = 8;    // averaged over
constexpr std::int64_t most_queries = 512;  // of one pattern

/// The choices of a run in which only the arm that learns is read; frozen, when nothing is fast.
RunConfig adapted_alone(RunConfig config)
{
    config.arms = config.fast_layers.empty() ? Arms::frozen : Arms::adapted;
    return config;
}

/// As a run reads it, chunk by chunk; ids i64 [T].
void read_text(ArmReader reader, const Tensor& ids, std::int64_t chunk, const ReadObservers& observers,
               const std::stop_token& cancel)
{
    for (std::int64_t begin = 0; begin < ids.size(0); begin += chunk) {
        if (cancel.stop_requested())
            throw Cancelled();
        reader.read(ids.slice(0, begin, std::min(begin + chunk, ids.size(0))), observers);
    }
}

/// 0: every layer sees everything.
std::int64_t smallest_window(const ModelConfig& config)
{
    std::int64_t smallest = 0;
    for (const std::int64_t window : config.windows)
        if (window > 0 && (smallest == 0 || window < smallest))
            smallest = window;
    return smallest;
}

/// So long that two repeats fit into the window.
std::int64_t span_length(std::int64_t window)
{
    return window == 0 ? longest_span : std::clamp<std::int64_t>((window - 2) / span_repeats, 1, longest_span);
}

/// i64 [2 P] on the device of the model: P different tokens, twice.
Tensor repeated_span(std::vector<std::int64_t> tokens, torch::Device device)
{
    return torch::tensor(tokens, torch::kLong).repeat({span_repeats}).to(device);
}

std::vector<HeadScore> scores_of(const HeadMeter& random, const HeadMeter& document)
{
    const auto on_random = random.means();
    const auto on_document = document.means();
    std::vector<HeadScore> heads;
    for (std::size_t layer = 0; layer < on_random.size(); ++layer)
        for (std::size_t head = 0; head < on_random[layer].size(); ++head)
            heads.push_back({.layer = static_cast<std::int32_t>(layer),
                             .head = static_cast<std::int32_t>(head),
                             .prefix_random = on_random[layer][head].prefix,
                             .copying_random = on_random[layer][head].copying,
                             .prefix_document = on_document[layer][head].prefix,
                             .copying_document = on_document[layer][head].copying});
    return heads;
}

double mean_even(const HeadMeter& meter)
{
    const auto layers = meter.means();
    double sum = 0;
    for (const std::vector<HeadMeans>& heads : layers)
        sum += heads.front().even;
    return sum / static_cast<double>(layers.size());
}

/// "The layer 9 does not exist: the model has the layers 0 to 5."
void check_index(const char* what, std::int64_t index, std::int64_t count)
{
    if (index < 0 || index >= count)
        throw Error(std::string("The ") + what + " " + std::to_string(index) + " does not exist: the model has the " +
                    what + "s 0 to " + std::to_string(count - 1) + ".");
}

void check_stretch(std::int64_t begin, std::int64_t end, std::int64_t tokens)
{
    if (begin >= end)
        throw Error("Attention needs at least one token to look at: the stretch ends where it begins, at " +
                    std::to_string(begin) + ".");
    if (begin < 0 || end > tokens)
        throw Error("The tokens " + std::to_string(begin) + " to " + std::to_string(end - 1) +
                    " are no stretch of a text that has the tokens 0 to " + std::to_string(tokens - 1) + ".");
    if (end - begin > most_queries)
        throw Error("Attention is shown for at most " + std::to_string(most_queries) + " tokens at once, not for " +
                    std::to_string(end - begin) + "; choose a shorter stretch.");
}

}  // namespace

HeadSurvey Lab::survey_heads(std::int64_t items, std::stop_token cancel) const
try {
    const torch::NoGradGuard no_grad;
    const ModelConfig& config = parts_->weights.config;
    const RunConfig alone = adapted_alone(parts_->model.config);
    const std::int64_t count = std::min(items, parts_->ids.size(0));
    if (count < 1)
        throw Error("A survey of the heads needs at least one token of the document, not " + std::to_string(items) +
                    ".");
    HeadSurvey survey{.heads = {},
                      .heads_per_layer = config.head_count,
                      .repeats = span_repeats,
                      .spans = random_spans,
                      .items = count,
                      .window = smallest_window(config),
                      .in_context = {}};

    const HeadCopying copying(parts_->weights);
    const auto read = [&](HeadMeter& meter, const Tensor& ids) {
        ReadObservers observers;
        observers.on_attention = [&meter](std::int64_t layer, const Tensor& q, const Tensor& keys, const Tensor& values,
                                          std::int64_t window) { meter.on_attention(layer, q, keys, values, window); };
        meter.begin(ids);
        read_text(ArmReader(parts_->weights, alone), ids, alone.chunk, observers, cancel);
    };
    HeadMeter random(copying, config);
    const std::vector<std::int64_t> tokens = ordinary_tokens(parts_->model);
    std::mt19937_64 source(alone.seed);
    for (std::int64_t span = 0; span < random_spans; ++span) {
        const auto drawn = draw_tokens(tokens, span_length(survey.window), source);
        survey.span = static_cast<std::int64_t>(drawn.size());
        read(random, repeated_span(drawn, parts_->ids.device()));
    }
    HeadMeter document(copying, config);
    const Tensor text = parts_->ids.slice(0, 0, count);
    read(document, text);
    survey.heads = scores_of(random, document);
    survey.even_random = mean_even(random);
    survey.even_document = mean_even(document);
    survey.in_context = in_context_score([this] { return parts_->fresh_reader(); }, text, alone.chunk, cancel);
    return survey;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

AttentionPattern Lab::attention(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end,
                                std::stop_token cancel) const
try {
    const torch::NoGradGuard no_grad;
    const ModelConfig& config = parts_->weights.config;
    const RunConfig alone = adapted_alone(parts_->model.config);
    check_index("layer", layer, config.layer_count);
    check_index("head", head, config.head_count);
    check_stretch(begin, end, parts_->ids.size(0));
    AttentionPattern pattern = empty_pattern(layer, head, begin, end, config.windows[static_cast<std::size_t>(layer)]);
    std::int64_t position = 0;
    ReadObservers observers;
    observers.on_attention = [&](std::int64_t index, const Tensor& q, const Tensor& keys, const Tensor&,
                                 std::int64_t window) {
        if (index != layer)
            return;
        position += q.size(2);
        fill_pattern(pattern, q, keys, position, window);
    };
    read_text(ArmReader(parts_->weights, alone), parts_->ids.slice(0, 0, end), alone.chunk, observers, cancel);
    return pattern;
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

}  // namespace ttt
