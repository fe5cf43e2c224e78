#include "engine/methods/segment_loss.h"

#include "engine/probes/logit_blocks.h"

#include <cmath>
#include <utility>

namespace ttt {

using torch::Tensor;

HeadLoss backward_through_head(const Tensor& hidden, const Tensor& targets, std::int64_t count,
                               const Transformer& transformer, const DifferentiableHead& head)
{
    const torch::AutoGradMode with_gradients(true);
    Tensor leaf = hidden.detach().requires_grad_(hidden.requires_grad());
    Tensor total = torch::zeros({}, hidden.options().dtype(torch::kFloat64).requires_grad(false));
    for_each_logit_block(transformer, hidden.size(0), default_logit_bytes, [&](std::int64_t begin, std::int64_t end) {
        const Tensor logits = head(leaf.slice(0, begin, end));
        const auto wide = torch::promote_types(logits.scalar_type(), torch::kFloat32);
        const Tensor sum =
            torch::cross_entropy_loss(logits.to(wide), targets.slice(0, begin, end), {}, at::Reduction::Sum);
        const Tensor loss = sum / static_cast<double>(count);
        if (loss.requires_grad())
            loss.backward();
        total += loss.detach();
    });
    return {std::move(total), leaf.grad()};
}

double backward_of_nll(const Tensor& hidden, const Tensor& targets, std::int64_t count, const Transformer& transformer,
                       const DifferentiableHead& head)
{
    const HeadLoss loss = backward_through_head(hidden, targets, count, transformer, head);
    const double nll = loss.nll.item<double>();
    if (std::isfinite(nll) && loss.gradient.defined())
        hidden.backward(loss.gradient);
    return nll;
}

}  // namespace ttt
