#include "engine/model/tensor_spec.h"

#include "engine/model/weights.h"

#include <functional>
#include <numeric>

namespace ttt {

bool is_of_ttt(TensorRole role)
{
    return role == TensorRole::ttt_conv || role == TensorRole::ttt_proj || role == TensorRole::ttt_decay;
}

std::vector<TensorSpec> tensor_specs(const ModelConfig& config)
{
    std::vector<TensorSpec> specs;
    ModelWeights empty = empty_weights(config);
    visit_tensors(empty, [&](const TensorSpec& spec, const torch::Tensor&) { specs.push_back(spec); });
    return specs;
}

double count_of_numbers(const TensorSpec& tensor)
{
    return std::accumulate(tensor.shape.begin(), tensor.shape.end(), 1.0, std::multiplies<double>());
}

double count_of_numbers(const ModelConfig& config)
{
    double count = 0;
    for (const TensorSpec& tensor : tensor_specs(config))
        count += count_of_numbers(tensor);
    return count;
}

}  // namespace ttt
