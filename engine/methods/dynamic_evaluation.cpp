#include "engine/methods/dynamic_evaluation.h"

#include "engine/kernels/step_scan.h"
#include "engine/methods/gradient_choices.h"

#include <torch/utils.h>

#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

/// Of sgd only the rate.
RmsRule rule_of(const RunConfig& config)
{
    return {
        .lr = config.lr.value(), .epsilon = config.epsilon.value_or(0), .prior_decay = config.prior_decay.value_or(0)};
}

std::vector<std::int64_t> layers_of(const std::vector<LearnedTensor>& learned)
{
    std::vector<std::int64_t> layers;
    for (const LearnedTensor& tensor : learned)
        layers.push_back(tensor.layer);
    return layers;
}

}  // namespace

void DynamicEvaluation::use(const RunConfig& config)
{
    rule_ = rule_of(config);
}

DynamicEvaluation::DynamicEvaluation(ModelWeights trained, const RunConfig& config)
    : weights_(std::move(trained)),
      learned_(make_learned(weights_, learned_part(config), learning_layers(config, weights_.config))),
      layers_(layers_of(learned_)), rule_(rule_of(config)), is_rms_(config.optimizer == Optimizer::rms),
      keeps_previous_(config.probes), statistics_left_(is_rms_ ? config.statistics_tokens : 0)
{
    start_norms_ = root_of_squares(norms_of(masters()), layers_);
    for (std::size_t index = 0; is_rms_ && index < learned_.size(); ++index)
        statistics_.push_back({torch::zeros_like(learned_[index].master), 1});
}

std::vector<Tensor> DynamicEvaluation::leaves() const
{
    std::vector<Tensor> leaves;
    for (const LearnedTensor& tensor : learned_)
        leaves.push_back(tensor.read);
    return leaves;
}

bool DynamicEvaluation::step(std::int64_t tokens)
{
    if (!is_rms_) {
        launch_step();
        return finish_step();
    }
    const torch::NoGradGuard no_grad;
    std::vector<Tensor> deltas = take_gradients(learned_);
    norms_ = {};
    const std::vector<double> sizes = norms_of(deltas);
    norms_.gradient = root_of_squares(sizes, layers_);
    if (!all_finite(sizes))
        return false;
    if (is_measuring()) {
        measure(deltas, tokens);
        return true;
    }
    make_rms_deltas(deltas);
    apply(std::move(deltas));
    ++updates_;
    return add_numbers(numbers_.to(torch::kCPU));
}

void DynamicEvaluation::launch_step()
{
    const torch::NoGradGuard no_grad;
    apply(take_gradients(learned_));
}

bool DynamicEvaluation::finish_step()
{
    norms_ = {};
    ++updates_;
    return add_numbers(numbers_.to(torch::kCPU));
}

void DynamicEvaluation::measure(const std::vector<Tensor>& gradients, std::int64_t tokens)
{
    for (std::size_t index = 0; index < gradients.size(); ++index)
        statistics_[index].root.addcmul_(gradients[index], gradients[index]);
    ++measured_;
    statistics_left_ -= tokens;
    if (statistics_left_ <= 0)
        DynamicEvaluation::end_statistics();
}

void DynamicEvaluation::end_statistics()
{
    const torch::NoGradGuard no_grad;
    statistics_left_ = 0;
    if (measured_ == 0)
        return;
    std::vector<Tensor> means;
    for (RmsStatistics& statistics : statistics_) {
        statistics.root.div_(static_cast<double>(measured_)).sqrt_();
        means.push_back(statistics.root.mean());
    }
    double mean = 0;
    for (const double root : numbers_of(means))
        mean += root / static_cast<double>(means.size());
    for (RmsStatistics& statistics : statistics_)
        statistics.mean_root = mean;
    measured_ = 0;
}

void DynamicEvaluation::make_rms_deltas(std::vector<Tensor>& gradients) const
{
    for (std::size_t index = 0; index < gradients.size(); ++index) {
        const LearnedTensor& tensor = learned_[index];
        gradients[index] =
            rms_step(std::move(gradients[index]), tensor.master, tensor.start, statistics_[index], rule_);
    }
}

void DynamicEvaluation::apply(std::vector<Tensor> deltas)
{
    std::vector<Tensor> numbers;
    prints_.clear();
    for (std::size_t index = 0; index < deltas.size(); ++index) {
        LearnedTensor& tensor = learned_[index];
        const Tensor previous = previous_.empty() ? Tensor() : previous_[index];
        const StepScan scan = scan_step(tensor.master, tensor.start, deltas[index], factor(), previous, factor());
        refresh(tensor);
        numbers.push_back(scan.numbers);
        prints_.push_back(scan.fingerprint);
    }
    numbers_ = torch::stack(numbers);
    had_previous_ = !previous_.empty();
    if (keeps_previous_ && had_previous_)
        at::_foreach_copy_(previous_, deltas);
    else if (keeps_previous_)
        previous_ = std::move(deltas);
}

/// On the CPU. False: one is not finite.
bool DynamicEvaluation::add_numbers(const Tensor& numbers)
{
    const auto column = [&](std::int64_t index) {
        const Tensor values = numbers.select(1, index).contiguous();
        return sums({values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel()}, layers_);
    };
    const LayerNumbers deltas = roots(column(0)), products = column(1);
    norms_.drift = roots(column(2));
    if (!is_rms_)
        norms_.gradient = deltas;
    for (const auto& [layer, delta] : deltas)
        norms_.delta[layer] = std::abs(factor()) * delta;
    if (had_previous_)
        norms_.product = products;
    norms_.previous = std::exchange(last_deltas_, norms_.delta);
    return numbers.isfinite().all().item<bool>();
}

std::vector<MetricValue> DynamicEvaluation::end_segment(bool was_learned)
{
    return was_learned ? step_metrics(norms_, start_norms_) : std::vector<MetricValue>();
}

void DynamicEvaluation::forget_gradients()
{
    for (LearnedTensor& tensor : learned_)
        tensor.read.mutable_grad() = Tensor();
}

LearnedState DynamicEvaluation::state() const
{
    LearnedState state;
    for (const LearnedTensor& tensor : learned_)
        state.tensors.push_back(tensor.master.detach().clone());
    for (const RmsStatistics& statistics : statistics_)
        state.tensors.push_back(statistics.root.clone());
    const double mean_root = statistics_.empty() ? 1 : statistics_.front().mean_root;
    state.numbers = {static_cast<double>(updates_), static_cast<double>(statistics_left_),
                     static_cast<double>(measured_), mean_root};
    return state;
}

void DynamicEvaluation::restore(const LearnedState& state)
{
    const torch::NoGradGuard no_grad;
    for (std::size_t index = 0; index < learned_.size(); ++index) {
        learned_[index].master.copy_(state.tensors[index]);
        refresh(learned_[index]);
    }
    for (std::size_t index = 0; index < statistics_.size(); ++index)
        statistics_[index] = {state.tensors[learned_.size() + index].clone(), state.numbers[3]};
    updates_ = static_cast<std::int64_t>(state.numbers[0]);
    statistics_left_ = static_cast<std::int64_t>(state.numbers[1]);
    measured_ = static_cast<std::int64_t>(state.numbers[2]);
    previous_.clear();
    last_deltas_.clear();
    prints_.clear();
    norms_ = {};
}

std::string DynamicEvaluation::hash() const
{
    return hash_of_prints(prints());
}

std::vector<Tensor> DynamicEvaluation::prints() const
{
    return prints_.empty() ? prints_of(masters()) : prints_;
}

std::vector<Tensor> DynamicEvaluation::masters() const
{
    std::vector<Tensor> masters;
    for (const LearnedTensor& tensor : learned_)
        masters.push_back(tensor.master);
    return masters;
}

}  // namespace ttt
