#include "engine/model/init.h"

#include "engine/model/tensor_shapes.h"

#include <ATen/CPUGeneratorImpl.h>

namespace ttt {
namespace {

torch::Tensor projection_weight(std::int64_t width, double deviation, ProjectionInit kind, at::Generator& generator)
{
    const torch::Tensor diagonal =
        kind == ProjectionInit::identity ? torch::ones({width}) : deviation * torch::randn({width}, generator);
    return torch::diag(diagonal);
}

torch::Tensor fresh(const TensorShape& tensor, double deviation, ProjectionInit projection, at::Generator& generator)
{
    switch (tensor.role) {
    case TensorRole::matrix:
        return deviation * torch::randn(tensor.shape, generator);
    case TensorRole::norm:
        return torch::ones(tensor.shape);
    case TensorRole::bias:
    case TensorRole::ttt_conv:
        return torch::zeros(tensor.shape);
    case TensorRole::ttt_proj:
        return projection_weight(tensor.shape[0], deviation, projection, generator);
    case TensorRole::ttt_decay:
        return torch::full(tensor.shape, 4.0);
    }
    TORCH_INTERNAL_ASSERT(false);
}

NamedTensors draw(const std::vector<TensorShape>& shapes, double deviation, ProjectionInit projection,
                  at::Generator generator)
{
    NamedTensors tensors;
    for (const TensorShape& shape : shapes)
        tensors.emplace_back(shape.name, fresh(shape, deviation, projection, generator));
    return tensors;
}

}  // namespace

NamedTensors init_weights(const ModelConfig& config, std::uint64_t seed, ProjectionInit projection)
{
    NamedTensors tensors =
        draw(slow_tensor_shapes(config), config.initializer_range, projection, at::detail::createCPUGenerator(seed));
    // Its own generator: a model and its twin get the same slow weights from the same seed.
    for (auto& tensor : init_ttt_weights(config, seed, projection))
        tensors.push_back(std::move(tensor));
    return tensors;
}

NamedTensors init_ttt_weights(const ModelConfig& config, std::uint64_t seed, ProjectionInit projection)
{
    constexpr std::uint64_t other_stream = 0x9e3779b97f4a7c15;  // not the numbers of the slow weights again
    return draw(ttt_tensor_shapes(config), config.initializer_range, projection,
                at::detail::createCPUGenerator(seed ^ other_stream));
}

}  // namespace ttt
