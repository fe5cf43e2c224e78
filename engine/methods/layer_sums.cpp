#include "engine/methods/layer_sums.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ttt {

using torch::Tensor;

std::vector<double> numbers_of(const std::vector<Tensor>& scalars)
{
    if (scalars.empty())
        return {};
    const Tensor all = torch::stack(scalars).to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat64)).contiguous();
    return {all.const_data_ptr<double>(), all.const_data_ptr<double>() + all.numel()};
}

std::vector<double> norms_of(const std::vector<Tensor>& tensors)
{
    return tensors.empty() ? std::vector<double>() : numbers_of(at::_foreach_norm(tensors));
}

bool all_finite(const std::vector<double>& numbers)
{
    return std::all_of(numbers.begin(), numbers.end(), [](double number) { return std::isfinite(number); });
}

LayerNumbers sums(const std::vector<double>& numbers, const std::vector<std::int64_t>& layers)
{
    LayerNumbers result;
    for (std::size_t index = 0; index < numbers.size(); ++index)
        result[layers.at(index)] += numbers[index];
    return result;
}

LayerNumbers root_of_squares(const std::vector<double>& norms, const std::vector<std::int64_t>& layers)
{
    std::vector<double> squares;
    for (const double norm : norms)
        squares.push_back(norm * norm);
    return roots(sums(squares, layers));
}

LayerNumbers roots(LayerNumbers numbers)
{
    for (auto& [layer, number] : numbers)
        number = std::sqrt(number);
    return numbers;
}

std::vector<MetricValue> step_metrics(const StepNorms& norms, const LayerNumbers& start)
{
    std::set<std::int64_t> layers;
    for (const LayerNumbers* numbers : {&norms.gradient, &norms.drift})
        for (const auto& [layer, number] : *numbers)
            layers.insert(layer);
    std::vector<MetricValue> metrics;
    for (const std::int64_t layer : layers) {
        const auto add = [&, place = static_cast<std::int32_t>(layer)](Metric metric, double value) {
            metrics.push_back({metric, place, value});
        };
        const auto add_norm = [&, at = layer](Metric norm, Metric relative, const LayerNumbers& numbers) {
            if (!numbers.contains(at))
                return;
            add(norm, numbers.at(at));
            if (start.at(at) > 0)
                add(relative, numbers.at(at) / start.at(at));
        };
        if (norms.gradient.contains(layer))
            add(Metric::gradient_norm, norms.gradient.at(layer));
        add_norm(Metric::delta_norm, Metric::delta_relative, norms.delta);
        add_norm(Metric::drift_norm, Metric::drift_relative, norms.drift);
        if (!norms.product.contains(layer))
            continue;
        const double sizes = norms.delta.at(layer) * norms.previous.at(layer);
        if (sizes > 0)
            add(Metric::cosine_previous, norms.product.at(layer) / sizes);
    }
    return metrics;
}

}  // namespace ttt
