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

std::vector<Tensor> detached(const std::vector<Tensor>& leaves)
{
    std::vector<Tensor> plain;
    for (const Tensor& leaf : leaves)
        plain.push_back(leaf.detach());
    return plain;
}

std::vector<Tensor> clones(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> copies;
    for (const Tensor& tensor : tensors)
        copies.push_back(tensor.clone());
    return copies;
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
    if (places.head) {
        add(TensorRole::head, weights_.config.layer_count, trained_head_, config, generator);
        weights_.head = trained_head_.clone();
    }
    push_history();
}

void Lora::add(TensorRole role, std::int64_t layer, const Tensor& weight, const RunConfig& config,
               at::Generator& generator)
{
    adapters_.push_back(
        {.role = role, .pair = start_low_rank(layer, weight, config.rank.value(), config.alpha.value(), generator)});
}

const LowRank* Lora::find(TensorRole role, std::int64_t layer) const
{
    const auto found = std::find_if(adapters_.begin(), adapters_.end(), [&](const Adapter& adapter) {
        return adapter.role == role && adapter.pair.layer == layer;
    });
    return found == adapters_.end() ? nullptr : &found->pair;
}

std::vector<Tensor> Lora::leaves() const
{
    return leaves_of(adapters_);
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
    const std::vector<Tensor> gradients = take_gradients(leaves);
    const std::vector<double> sizes = norms_of(gradients);
    if (!all_finite(sizes))
        return false;
    if (gradient_norms_.empty())
        gradient_norms_ = root_of_squares(sizes, layers_of(adapters_));
    const std::vector<Tensor> deltas =
        is_adam_ ? adam_steps(gradients, moments_, lr_, epsilon_) : at::_foreach_mul(gradients, -lr_);
    if (!all_finite(norms_of(deltas)))
        return false;
    at::_foreach_add_(detached(leaves), deltas);
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
    push_history();
    const std::vector<ProductHistory::Numbers> of_pairs = history_.numbers();
    for (std::size_t index = 0; index < adapters_.size(); ++index) {
        const LowRank& pair = adapters_[index].pair;
        const std::int64_t layer = pair.layer;
        const ProductHistory::Numbers& numbers = of_pairs[index];
        start[layer] += pair.start_norm * pair.start_norm;
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

void Lora::push_history()
{
    std::vector<const LowRank*> pairs;
    for (const Adapter& adapter : adapters_)
        pairs.push_back(&adapter.pair);
    history_.push(pairs);
}

void Lora::forget_gradients()
{
    for (const Tensor& leaf : leaves_of(adapters_))
        leaf.mutable_grad() = Tensor();
}

void Lora::use(const RunConfig& config)
{
    lr_ = config.lr.value();
    epsilon_ = config.epsilon.value_or(0);
    steps_ = config.steps;
}

LearnedState Lora::state() const
{
    LearnedState state{
        .tensors = {}, .numbers = {static_cast<double>(updates_), static_cast<double>(moments_.steps)}, .fast = {}};
    for (const std::vector<Tensor>& kind : {detached(leaves()), moments_.first, moments_.second})
        for (Tensor& copy : clones(kind))
            state.tensors.push_back(std::move(copy));
    return state;
}

void Lora::restore(const LearnedState& state)
{
    const torch::NoGradGuard no_grad;
    const std::vector<Tensor> own = detached(leaves());
    const auto kept = [&](std::size_t kind) {
        const auto begin = state.tensors.begin() + static_cast<std::ptrdiff_t>(kind * own.size());
        return std::vector<Tensor>(begin, begin + static_cast<std::ptrdiff_t>(own.size()));
    };
    updates_ = static_cast<std::int64_t>(state.numbers[0]);
    at::_foreach_copy_(own, kept(0));
    moments_ = {.first = {}, .second = {}, .steps = static_cast<std::int64_t>(state.numbers[1])};
    if (state.tensors.size() > own.size()) {  // Adam has moments after its first step
        moments_.first = clones(kept(1));
        moments_.second = clones(kept(2));
    }
    refresh_head();
}

std::string Lora::hash() const
{
    return hash_of_prints(prints_of(leaves_of(adapters_)));
}

}  // namespace ttt
