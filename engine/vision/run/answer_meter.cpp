#include "engine/vision/run/answer_meter.h"

#include "engine/records/collapse.h"
#include "engine/records/error.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

using torch::Tensor;

constexpr float nothing = std::numeric_limits<float>::quiet_NaN();

template <class T>
std::vector<T> values_of(const Tensor& tensor, torch::ScalarType type)
{
    const Tensor own = tensor.to(torch::kCPU, type).contiguous();
    return {own.data_ptr<T>(), own.data_ptr<T>() + own.numel()};
}

/// f32 [B, top_k], padded with NaN where there are fewer classes.
Tensor padded(const Tensor& top)
{
    return at::constant_pad_nd(top.to(torch::kFloat), {0, top_k - top.size(1)}, nothing);
}

std::vector<float> wrongs(const std::vector<float>& predicted, const std::vector<float>& labels)
{
    std::vector<float> wrong(predicted.size(), nothing);
    for (std::size_t at = 0; at < wrong.size(); ++at)
        if (!std::isnan(labels[at]))
            wrong[at] = predicted[at] == labels[at] ? 0.F : 1.F;
    return wrong;
}

/// Adds what has a value.
void add_to(Total& total, const std::vector<float>& values)
{
    for (const float value : values)
        if (!std::isnan(value)) {
            total.sum += value;
            ++total.count;
        }
}

double mean_in(const std::vector<float>& values)
{
    Total total{};
    add_to(total, values);
    return total.count > 0 ? total.sum / static_cast<double>(total.count) : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

BatchAnswers answers_of(const Tensor& logits)
{
    const Tensor logs = at::log_softmax(logits.detach().to(torch::kFloat), 1).to(torch::kCPU);
    if (!at::isfinite(logs).all().item<bool>())
        throw Error("the net's answers are not finite numbers");
    const Tensor probabilities = logs.exp();
    return {.log_probabilities = logs,
            .entropy = values_of<float>(-(probabilities * logs).sum(1), torch::kFloat),
            .predicted = values_of<float>(logs.argmax(1), torch::kFloat),
            .mass = values_of<double>(probabilities.sum(0, false, torch::kDouble), torch::kDouble)};
}

void AnswerMeter::fill(const BatchAnswers& answers, const std::vector<float>& labels, StepRecord& step)
{
    const auto column = [this](Quantity quantity) { return *column_of(quantity, arm_); };
    const auto add = [&](Quantity quantity, double value) {
        step.metrics.push_back({*metric_of(quantity, arm_), -1, value});
    };
    const std::vector<float> wrong = wrongs(answers.predicted, labels);
    const std::int64_t shown = std::min<std::int64_t>(top_k, answers.log_probabilities.size(1));
    const auto [logs, ids] = answers.log_probabilities.topk(shown, 1);
    step.columns.push_back({column(Quantity::error), wrong});
    step.columns.push_back({column(Quantity::entropy), answers.entropy});
    step.columns.push_back({column(Quantity::top_ids), values_of<float>(padded(ids), torch::kFloat)});
    step.columns.push_back({column(Quantity::top_nll), values_of<float>(padded(-logs), torch::kFloat)});
    if (const double error = mean_in(wrong); !std::isnan(error))
        add(Quantity::error, 100 * error);
    add(Quantity::entropy, mean_in(answers.entropy));
    add(Quantity::mean_entropy, entropy_of(answers.mass));
    wrong_.column = column(Quantity::error);
    entropy_.column = column(Quantity::entropy);
    add_to(wrong_, wrong);
    add_to(entropy_, answers.entropy);
}

void AnswerMeter::add_totals(std::vector<Total>& totals) const
{
    for (const Total& total : {wrong_, entropy_})
        if (total.count > 0)
            totals.push_back(total);
}

}  // namespace ttt
