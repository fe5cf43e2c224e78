#include "engine/methods/dynamic_evaluation.h"

#include "engine/kernels/step_scan.h"
#include "engine/methods/gradient_choices.h"

#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

std::vector<std::int64_t> layers_of(const std::vector<LearnedTensor>& learned)
{
    std::vector<std::int64_t> layers;
    for (const LearnedTensor& tensor : learned)
        layers.push_back(tensor.layer);
    return layers;
}

std::vector<double> scaled(std::vector<double> numbers, double factor)
{
    for (double& number : numbers)
        number *= factor;
    return numbers;
}

} // namespace

DynamicEvaluation::DynamicEvaluation(ModelWeights trained, const RunConfig& config)
    : weights_(std::move(trained)),
      learned_(make_learned(weights_, config.parameters, learning_layers(config, weights_.config))),
      layers_(layers_of(learned_)), rule_{.lr = config.lr.value(),
                                          .epsilon = config.epsilon.value_or(0),
                                          .prior_decay = config.prior_decay.value_or(0)},
      is_rms_(config.optimizer == "rms"), keeps_previous_(config.probes),
      statistics_left_(is_rms_ ? config.statistics_tokens : 0)
{
    start_norms_ = root_of_squares(norms_of(masters()), layers_);
    for (std::size_t index = 0; is_rms_ && index < learned_.size(); ++index)
        statistics_.push_back({torch::zeros_like(learned_[index].master), 1});
}

bool DynamicEvaluation::step(std::int64_t tokens)
{
    const torch::NoGradGuard no_grad;
    std::vector<Tensor> gradients = take_gradients(learned_);
    const std::vector<double> sizes = norms_of(gradients);
    if (!all_finite(sizes))
        return false;
    norms_ = {.gradient = root_of_squares(sizes, layers_), .delta = {}, .drift = {}, .product = {}, .previous = {}};
    if (is_measuring()) {
        measure(gradients, tokens);
        return true;
    }
    const std::vector<double> delta_sizes = is_rms_ ? make_rms_deltas(gradients) : scaled(sizes, rule_.lr);
    if (!all_finite(delta_sizes))
        return false;
    apply(std::move(gradients), delta_sizes);
    ++updates_;
    return true;
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

std::vector<double> DynamicEvaluation::make_rms_deltas(std::vector<Tensor>& gradients) const
{
    for (std::size_t index = 0; index < gradients.size(); ++index) {
        const LearnedTensor& tensor = learned_[index];
        gradients[index] =
            rms_step(std::move(gradients[index]), tensor.master, tensor.start, statistics_[index], rule_);
    }
    return norms_of(gradients);
}

void DynamicEvaluation::apply(std::vector<Tensor> deltas, const std::vector<double>& delta_norms)
{
    const double factor = is_rms_ ? 1 : -rule_.lr; // of sgd the deltas are still gradients
    std::vector<Tensor> numbers;
    prints_.clear();
    for (std::size_t index = 0; index < deltas.size(); ++index) {
        LearnedTensor& tensor = learned_[index];
        const Tensor previous = previous_.empty() ? Tensor() : previous_[index];
        const StepScan scan = scan_step(tensor.master, tensor.start, deltas[index], factor, previous, factor);
        refresh(tensor);
        numbers.push_back(scan.numbers);
        prints_.push_back(scan.fingerprint);
    }
    norms_.delta = root_of_squares(delta_norms, layers_);
    add_numbers(torch::stack(numbers).to(torch::kCPU));
    norms_.previous = root_of_squares(previous_norms_, layers_);
    if (!keeps_previous_)
        return;
    previous_ = std::move(deltas);
    previous_norms_ = delta_norms;
}

/// f64 [tensors, 2], see step_scan.h.
void DynamicEvaluation::add_numbers(const Tensor& numbers)
{
    const auto rows = numbers.accessor<double, 2>();
    std::vector<double> products, drifts;
    for (std::int64_t row = 0; row < rows.size(0); ++row) {
        products.push_back(rows[row][0]);
        drifts.push_back(rows[row][1]);
    }
    norms_.drift = sums(drifts, layers_);
    for (auto& [layer, drift] : norms_.drift)
        drift = std::sqrt(drift);
    if (!previous_.empty())
        norms_.product = sums(products, layers_);
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

} // namespace ttt
