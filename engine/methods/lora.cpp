#include "engine/methods/lora.h"

#include "engine/methods/learned_tensors.h"

#include <torch/utils.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

std::vector<Tensor> leaves_of(const std::vector<Lora::Adapter>& adapters)
{
    std::vector<Tensor> leaves;
    for (const Lora::Adapter& adapter : adapters)
        for (const Tensor& leaf : {adapter.pair.a, adapter.pair.b})
            leaves.push_back(leaf);
    return leaves;
}

/// As many as leaves_of gives.
std::vector<std::int64_t> layers_of(const std::vector<Lora::Adapter>& adapters)
{
    std::vector<std::int64_t> layers;
    for (const Lora::Adapter& adapter : adapters)
        layers.insert(layers.end(), 2, adapter.pair.layer);
    return layers;
}

std::vector<Tensor> take_gradients(const std::vector<Tensor>& leaves)
{
    std::vector<Tensor> gradients;
    for (const Tensor& leaf : leaves) {
        gradients.push_back(leaf.grad().defined() ? leaf.grad() : torch::zeros_like(leaf));
        leaf.mutable_grad() = Tensor();
    }
    return gradients;
}

}  // namespace

bool is_adapted(const TensorSpec& tensor, const LoraPlaces& places, const std::vector<std::int64_t>& layers)
{
    const bool is_chosen = (tensor.role == TensorRole::query && places.query) ||
                           (tensor.role == TensorRole::value && places.value) ||
                           (tensor.role == TensorRole::down && places.down);
    return is_chosen && std::find(layers.begin(), layers.end(), tensor.layer) != layers.end();
}

Lora::Lora(ModelWeights trained, const RunConfig& config)
    : weights_(std::move(trained)), trained_head_(weights_.head), lr_(config.lr.value()),
      epsilon_(config.epsilon.value_or(0)), is_adam_(config.optimizer == Optimizer::adam), steps_(config.steps)
{
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(config.seed);
    const LoraPlaces places = lora_places(config.parameters);
    visit_tensors(weights_, [&](const TensorSpec& spec, const Tensor& weight) {
        if (is_adapted(spec, places, config.fast_layers))
            add(spec.role, spec.layer, weight, config, generator);
    });
    if (!places.head)
        return;
    add(TensorRole::head, weights_.config.layer_count, trained_head_, config, generator);
    weights_.head = trained_head_.clone();
}

void Lora::add(TensorRole role, std::int64_t layer, const Tensor& weight, const RunConfig& config,
               at::Generator& generator)
{
    Adapter adapter{.role = role,
                    .pair = start_low_rank(layer, weight, config.rank.value(), config.alpha.value(), generator),
                    .history = {}};
    adapter.history.push(adapter.pair);
    adapters_.push_back(std::move(adapter));
}

const LowRank* Lora::find(TensorRole role, std::int64_t layer) const
{
    const auto found = std::find_if(adapters_.begin(), adapters_.end(), [&](const Adapter& adapter) {
        return adapter.role == role && adapter.pair.layer == layer;
    });
    return found == adapters_.end() ? nullptr : &found->pair;
}

Tensor Lora::beside(std::int64_t layer, TensorRole role, const Tensor& x, Tensor plain) const
{
    const LowRank* pair = find(role, layer);
    return pair ? plain + pair->change(x) : plain;
}

Tensor Lora::logits(const Tensor& hidden) const
{
    return beside(weights_.config.layer_count, TensorRole::head, hidden, torch::linear(hidden, trained_head_));
}

bool Lora::step(std::int64_t)
{
    const torch::NoGradGuard no_grad;
    const std::vector<Tensor> leaves = leaves_of(adapters_);
    std::vector<Tensor> gradients = take_gradients(leaves);
    const std::vector<double> sizes = norms_of(gradients);
    if (!all_finite(sizes))
        return false;
    if (gradient_norms_.empty())
        gradient_norms_ = root_of_squares(sizes, layers_of(adapters_));
    for (std::size_t index = 0; index < gradients.size(); ++index) {
        LowRank& pair = adapters_[index / 2].pair;
        AdamMoments& moments = index % 2 == 0 ? pair.a_moments : pair.b_moments;
        gradients[index] = is_adam_ ? adam_step(std::move(gradients[index]), moments, lr_, epsilon_)
                                    : sgd_step(std::move(gradients[index]), lr_);
    }
    if (!all_finite(norms_of(gradients)))
        return false;
    for (std::size_t index = 0; index < leaves.size(); ++index)
        leaves[index].detach().add_(gradients[index]);
    refresh_head();
    return true;
}

void Lora::refresh_head()
{
    const LowRank* pair = find(TensorRole::head, weights_.config.layer_count);
    if (!pair)
        return;
    const auto type = trained_head_.scalar_type();
    const Tensor b = pair->b.to(type);
    const Tensor a = pair->a.to(type);
    at::addmm_out(weights_.head, trained_head_, b, a, 1, pair->scale);
}

std::vector<MetricValue> Lora::end_segment(bool was_learned)
{
    if (!was_learned)
        return {};
    const torch::NoGradGuard no_grad;
    ++updates_;
    StepNorms squares;
    LayerNumbers start;
    for (Adapter& adapter : adapters_) {
        adapter.history.push(adapter.pair);
        const std::int64_t layer = adapter.pair.layer;
        const ProductHistory::Numbers numbers = adapter.history.numbers();
        start[layer] += adapter.pair.start_norm * adapter.pair.start_norm;
        squares.drift[layer] += numbers.drift;
        squares.delta[layer] += numbers.delta;
        if (!numbers.has_previous)
            continue;
        squares.previous[layer] += numbers.previous;
        squares.product[layer] += numbers.product;
    }
    for (LayerNumbers* numbers : {&start, &squares.drift, &squares.delta, &squares.previous})
        for (auto& [layer, number] : *numbers)
            number = std::sqrt(number);
    squares.gradient = std::exchange(gradient_norms_, {});
    return step_metrics(squares, start);
}

void Lora::forget_gradients()
{
    for (const Tensor& leaf : leaves_of(adapters_))
        leaf.mutable_grad() = Tensor();
}

LearnedState Lora::state() const
{
    const auto copy = [](const Tensor& tensor) { return tensor.defined() ? tensor.detach().clone() : Tensor(); };
    LearnedState state{.tensors = {}, .numbers = {static_cast<double>(updates_)}, .fast = {}};
    for (const Adapter& adapter : adapters_) {
        const LowRank& pair = adapter.pair;
        for (const Tensor& tensor :
             {pair.a, pair.b, pair.a_moments.first, pair.a_moments.second, pair.b_moments.first, pair.b_moments.second})
            state.tensors.push_back(copy(tensor));
        state.numbers.push_back(static_cast<double>(pair.a_moments.steps));
    }
    return state;
}

void Lora::restore(const LearnedState& state)
{
    const torch::NoGradGuard no_grad;
    const auto moments = [](const Tensor& first, const Tensor& second, double steps) {
        const auto copy = [](const Tensor& tensor) { return tensor.defined() ? tensor.clone() : Tensor(); };
        return AdamMoments{copy(first), copy(second), static_cast<std::int64_t>(steps)};
    };
    updates_ = static_cast<std::int64_t>(state.numbers[0]);
    for (std::size_t index = 0; index < adapters_.size(); ++index) {
        const Tensor* kept = &state.tensors[6 * index];
        LowRank& pair = adapters_[index].pair;
        pair.a.detach().copy_(kept[0]);
        pair.b.detach().copy_(kept[1]);
        pair.a_moments = moments(kept[2], kept[3], state.numbers[1 + index]);
        pair.b_moments = moments(kept[4], kept[5], state.numbers[1 + index]);
    }
    refresh_head();
}

std::string Lora::hash() const
{
    return hash_of_prints(prints_of(leaves_of(adapters_)));
}

}  // namespace ttt
