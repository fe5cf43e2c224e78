#include "engine/model/init.h"

#include "engine/model/tensor_spec.h"
#include "engine/model/weights.h"

#include <ATen/CPUGeneratorImpl.h>

namespace ttt {
namespace {

torch::Tensor projection_weight(std::int64_t width, double deviation, ProjectionInit kind, at::Generator& generator)
{
    const torch::Tensor diagonal =
        kind == ProjectionInit::identity ? torch::ones({width}) : deviation * torch::randn({width}, generator);
    return torch::diag(diagonal);
}

/// As a file holds it.
torch::Tensor fresh(const ModelConfig& config, const TensorSpec& tensor, ProjectionInit projection,
                    at::Generator& generator)
{
    const double deviation = config.initializer_range;
    switch (tensor.role) {
    case TensorRole::norm:
    case TensorRole::head_norm:
        return as_stored(config, tensor, torch::ones(tensor.shape));
    case TensorRole::bias:
    case TensorRole::ttt_conv:
        return torch::zeros(tensor.shape);
    case TensorRole::ttt_proj:
        return projection_weight(tensor.shape[0], deviation, projection, generator);
    case TensorRole::ttt_decay:
        return torch::full(tensor.shape, 4.0);
    default:
        return deviation * torch::randn(tensor.shape, generator);
    }
}

/// Those of TTT, or all others.
NamedTensors draw(const ModelConfig& config, bool of_ttt, ProjectionInit projection, at::Generator generator)
{
    NamedTensors tensors;
    for (const TensorSpec& tensor : tensor_specs(config))
        if (is_of_ttt(tensor.role) == of_ttt)
            tensors.emplace_back(tensor.name, fresh(config, tensor, projection, generator));
    return tensors;
}

}  // namespace

NamedTensors init_weights(const ModelConfig& config, std::uint64_t seed, ProjectionInit projection)
{
    NamedTensors tensors = draw(config, false, projection, at::detail::createCPUGenerator(seed));
    // Its own generator: a model and its twin get the same slow weights from the same seed.
    for (auto& tensor : init_ttt_weights(config, seed, projection))
        tensors.push_back(std::move(tensor));
    return tensors;
}

NamedTensors init_ttt_weights(const ModelConfig& config, std::uint64_t seed, ProjectionInit projection)
{
    constexpr std::uint64_t other_stream = 0x9e3779b97f4a7c15;  // not the numbers of the slow weights again
    return draw(config, true, projection, at::detail::createCPUGenerator(seed ^ other_stream));
}

}  // namespace ttt
