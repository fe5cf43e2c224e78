#include "engine/methods/learned_tensors.h"

#include "engine/kernels/fingerprint.h"
#include "engine/model/packed_weight.h"

#include <torch/utils.h>

#include <algorithm>
#include <cstddef>

namespace ttt {

using torch::Tensor;

namespace {

bool is_in(LearnedPart part, TensorRole role)
{
    switch (part) {
    case LearnedPart::down:
        return role == TensorRole::down;
    case LearnedPart::norms:
        return role == TensorRole::norm || role == TensorRole::head_norm;
    case LearnedPart::all:
        break;
    }
    return !is_of_ttt(role);  // these belong to In-Place TTT
}

LearnedTensor learned_copy(std::int64_t layer, const Tensor& trained)
{
    const Tensor start = plain(trained);
    const auto wide = torch::promote_types(start.scalar_type(), torch::kFloat32);
    Tensor read = start.clone();
    Tensor master = start.scalar_type() == wide ? read.detach() : start.to(wide);
    return {layer, start, std::move(master), read.set_requires_grad(true)};
}

}  // namespace

bool is_learned(const TensorSpec& tensor, LearnedPart part, const std::vector<std::int64_t>& layers,
                const ModelConfig& config)
{
    const bool learns_here = tensor.layer == config.layer_count
                                 ? static_cast<std::int64_t>(layers.size()) == config.layer_count
                                 : std::find(layers.begin(), layers.end(), tensor.layer) != layers.end();
    return learns_here && is_in(part, tensor.role);
}

std::vector<LearnedTensor> make_learned(ModelWeights& weights, LearnedPart part,
                                        const std::vector<std::int64_t>& layers)
{
    const torch::NoGradGuard no_grad;
    std::vector<LearnedTensor> learned;
    visit_tensors(weights, [&](const TensorSpec& spec, Tensor& tensor) {
        if (!is_learned(spec, part, layers, weights.config))
            return;
        learned.push_back(learned_copy(spec.layer, tensor));
        tensor = learned.back().read;
    });
    if (weights.config.tied_embeddings)
        weights.head = weights.embedding;
    return learned;
}

std::vector<Tensor> take_gradients(const std::vector<LearnedTensor>& learned)
{
    std::vector<Tensor> gradients;
    for (const LearnedTensor& tensor : learned) {
        Tensor gradient = tensor.read.grad();
        tensor.read.mutable_grad() = Tensor();
        gradients.push_back(gradient.defined() ? gradient.to(tensor.master.scalar_type())
                                               : torch::zeros_like(tensor.master));
    }
    return gradients;
}

void refresh(LearnedTensor& tensor)
{
    if (tensor.master.scalar_type() != tensor.read.scalar_type())
        tensor.read.detach().copy_(tensor.master);
}

std::vector<Tensor> prints_of(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> prints;
    for (const Tensor& tensor : tensors)
        prints.push_back(fingerprint_of(tensor.detach()));
    return prints;
}

std::string hash_of_prints(const std::vector<Tensor>& prints)
{
    const Tensor all = torch::cat(prints).to(torch::kCPU);
    return fingerprint_text({all.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(all.numel())});
}

}  // namespace ttt
