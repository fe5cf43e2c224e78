#include "engine/probes/attention_weights.h"

#include <cmath>
#include <limits>

namespace ttt {

using torch::Tensor;

Tensor visible_keys(std::int64_t n, std::int64_t m, std::int64_t window, torch::Device device)
{
    const auto options = torch::TensorOptions(device).dtype(torch::kLong);
    const Tensor distance = torch::arange(m - n, m, options).unsqueeze(1) - torch::arange(m, options).unsqueeze(0);
    const Tensor past = distance >= 0;
    return window > 0 ? past.logical_and(distance < window) : past;
}

Tensor attention_weights(const Tensor& q, const Tensor& k, std::int64_t window)
{
    const std::int64_t n = q.size(2);
    const std::int64_t m = k.size(2);
    const auto type = torch::promote_types(q.scalar_type(), torch::kFloat32);
    const double scale = 1 / std::sqrt(static_cast<double>(q.size(3)));
    const Tensor queries = q.to(type).reshape({q.size(0), k.size(1), -1, n, q.size(3)}) * scale;
    const Tensor keys = k.to(type).unsqueeze(2);  // [B, KV, 1, m, h]: heads of one group share them
    const Tensor scores = torch::matmul(queries, keys.transpose(-1, -2)).flatten(1, 2);
    const Tensor hidden = visible_keys(n, m, window, q.device()).logical_not();
    return scores.masked_fill(hidden, -std::numeric_limits<double>::infinity()).softmax(-1);
}

}  // namespace ttt
