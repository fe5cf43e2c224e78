#include "engine/probes/write_trace.h"

#include "engine/probes/write_terms.h"
#include "engine/records/cancelled.h"

#include <torch/utils.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

// A block of products is [states, tokens]: 8 MiB in f32.
constexpr std::int64_t block_states = 1024;
constexpr std::int64_t block_tokens = 2048;

/// Calls visit(begin, end) for stretches of chunks 0 .. count of about block_tokens tokens.
void for_each_chunk_block(const WriteLog& log, std::int64_t count,
                          const std::function<void(std::int64_t, std::int64_t)>& visit)
{
    const std::int64_t step = std::max<std::int64_t>(1, block_tokens / log.chunk());
    for (std::int64_t begin = 0; begin < count; begin += step)
        visit(begin, std::min(begin + step, count));
}

/// Of [begin, end), for a sentence.
std::string numbers(std::int64_t begin, std::int64_t end)
{
    return begin >= end ? "none" : std::to_string(begin) + " to " + std::to_string(end - 1);
}

void check_item(const WriteLog& log, std::int64_t item)
{
    if (item < 1 || item >= log.items())
        throw Error("Token " + std::to_string(item) + " can't be traced: the tokens that were read and predicted are " +
                    numbers(1, log.items()) + ".");
}

void check_token(const ModelWeights& weights, std::int32_t token)
{
    if (token < 0 || token >= weights.head.size(0))
        throw Error("The vocabulary has no token " + std::to_string(token) + ": its ids are 0 to " +
                    std::to_string(weights.head.size(0) - 1) + ".");
}

void check_cancelled(const std::stop_token& cancel)
{
    if (cancel.stop_requested())
        throw Cancelled();
}

std::vector<std::int64_t> tokens_behind(const std::vector<std::int64_t>& states, std::span<const std::int32_t> text)
{
    std::vector<std::int64_t> tokens;
    for (const std::int64_t state : states)
        tokens.push_back(text[static_cast<std::size_t>(state + 1)]);
    return tokens;
}

/// The parts of a change that need no terms, f64. Scalars of one state.
void measure(const WriteLog& log, const ModelWeights& weights, std::int64_t state, LogitTrace& trace)
{
    const double eps = weights.config.rms_norm_eps;
    const Tensor reader = weights.head[trace.token].to(torch::kFloat64) * weights.final_norm.to(torch::kFloat64);
    const Tensor frozen = log.frozen()[state].to(torch::kFloat64);
    const Tensor adapted = log.adapted()[state].to(torch::kFloat64);
    const double frozen_rms = residual_rms(frozen, eps).item<double>();
    const double adapted_rms = residual_rms(adapted, eps).item<double>();
    const auto read = [&](const Tensor& h) { return reader.dot(h).item<double>(); };
    trace.frozen = read(frozen) / frozen_rms;
    trace.change = read(adapted) / adapted_rms - trace.frozen;
    trace.rescaled = trace.frozen * (frozen_rms / adapted_rms - 1);
    trace.indirect = read(adapted - frozen - log.added()[state].to(torch::kFloat64)) / adapted_rms;
}

/// Adapted minus frozen logit of the token of each state: f64 [P] on the CPU.
Tensor measured_changes(const WriteLog& log, const ModelWeights& weights, const std::vector<std::int64_t>& states,
                        const std::vector<std::int64_t>& tokens)
{
    const auto normed = [&](const Tensor& residual) {
        const Tensor h = take_rows(residual, states).to(torch::kFloat64);
        return h / residual_rms(h, weights.config.rms_norm_eps);
    };
    const Tensor reader = take_rows(weights.head, tokens).to(torch::kFloat64) * weights.final_norm.to(torch::kFloat64);
    return ((normed(log.adapted()) - normed(log.frozen())) * reader).sum(1).to(torch::kCPU);
}

void append(std::vector<float>& values, const Tensor& more)
{
    const Tensor flat = more.to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat32)).contiguous();
    values.insert(values.end(), flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel());
}

/// Terms by chunk of states in ascending order: f64 [P, chunks] on the CPU, NaN where a chunk came too late.
Tensor chunk_terms(const WriteLog& log, const TraceQuestions& questions, std::int64_t chunks,
                   const std::stop_token& cancel)
{
    const auto count = static_cast<std::int64_t>(questions.states.size());
    Tensor terms = torch::full({count, chunks}, std::numeric_limits<double>::quiet_NaN(), torch::kFloat64);
    const std::int64_t reached = log.writes_before(questions.states.back());
    for_each_chunk_block(log, reached, [&](std::int64_t begin, std::int64_t end) {
        check_cancelled(cancel);
        terms.slice(1, begin, end).copy_(direct_terms(log, questions, begin, end).sum(2));
    });
    for (std::int64_t row = 0; row < count; ++row)
        terms[row]
            .slice(0, log.writes_before(questions.states[static_cast<std::size_t>(row)]))
            .fill_(std::numeric_limits<double>::quiet_NaN());
    return terms;
}

}  // namespace

LogitTrace trace_logit(const WriteLog& log, const ModelWeights& weights, std::int64_t item, std::int32_t token)
{
    const torch::NoGradGuard no_grad;
    check_item(log, item);
    check_token(weights, token);
    LogitTrace trace;
    trace.item = item;
    trace.token = token;
    const std::int64_t state = item - 1;
    measure(log, weights, state, trace);
    const TraceQuestions question = ask_states(log, weights, {state}, {token});
    for_each_chunk_block(log, log.writes_before(state), [&](std::int64_t begin, std::int64_t end) {
        const Tensor terms = direct_terms(log, question, begin, end)[0].to(torch::kCPU, torch::kFloat64).contiguous();
        const double* first = terms.const_data_ptr<double>();
        trace.by_token.insert(trace.by_token.end(), first, first + terms.numel());
        for (const double* last = first + terms.numel(); first != last; first += log.chunk())
            trace.by_chunk.push_back(std::accumulate(first, first + log.chunk(), 0.0));
    });
    trace.direct = std::accumulate(trace.by_chunk.begin(), trace.by_chunk.end(), 0.0);
    return trace;
}

ChunkTrace trace_chunk(const WriteLog& log, const ModelWeights& weights, std::int64_t chunk,
                       std::span<const std::int32_t> text)
{
    const torch::NoGradGuard no_grad;
    if (chunk < 0 || chunk >= log.writes())
        throw Error("Chunk " + std::to_string(chunk) + " can't be traced: the chunks that were read whole are " +
                    numbers(0, log.writes()) + ".");
    const std::int64_t first = (chunk + 1) * log.chunk();  // state
    ChunkTrace trace{.chunk = chunk, .first = first + 1, .by_item = {}};
    const std::int64_t step =
        std::max<std::int64_t>(1, block_states * block_tokens / std::max(block_tokens, log.chunk()));
    for (std::int64_t begin = first; begin < log.items() - 1; begin += step) {
        std::vector<std::int64_t> states(static_cast<std::size_t>(std::min(step, log.items() - 1 - begin)));
        std::iota(states.begin(), states.end(), begin);
        const std::vector<std::int64_t> tokens = tokens_behind(states, text);
        append(trace.by_item,
               direct_terms(log, ask_states(log, weights, std::move(states), tokens), chunk, chunk + 1).sum({1, 2}));
    }
    return trace;
}

PatternTrace trace_patterns(const WriteLog& log, const ModelWeights& weights, std::span<const std::int64_t> items,
                            std::span<const std::int32_t> text, const std::stop_token& cancel)
{
    const torch::NoGradGuard no_grad;
    PatternTrace trace;
    for (const std::int64_t item : items)
        check_item(log, item);
    if (std::adjacent_find(items.begin(), items.end(), std::greater_equal<>()) != items.end())
        throw Error("[trace_patterns] items: expected ascending ones");
    trace.items.assign(items.begin(), items.end());
    trace.chunks = items.empty() ? 0 : log.writes_before(items.back() - 1);
    for (std::size_t begin = 0; begin < items.size(); begin += block_states) {
        check_cancelled(cancel);
        std::vector<std::int64_t> states;
        for (const std::int64_t item : items.subspan(begin, std::min<std::size_t>(block_states, items.size() - begin)))
            states.push_back(item - 1);
        const std::vector<std::int64_t> tokens = tokens_behind(states, text);
        append(trace.measured, measured_changes(log, weights, states, tokens));
        const Tensor terms =
            chunk_terms(log, ask_states(log, weights, std::move(states), tokens), trace.chunks, cancel);
        append(trace.terms, terms);
        append(trace.predicted, terms.nansum(1));
    }
    return trace;
}

}  // namespace ttt
