#include "engine/training/train_forward.h"

#include "engine/model/transformer.h"
#include "engine/ttt/scan.h"

#include <torch/utils.h>

#include <algorithm>
#include <functional>
#include <utility>

namespace ttt {
namespace {

using torch::Tensor;

/// What meets the f32 residual stream stays f32.
bool stays_wide(TensorRole role)
{
    return role == TensorRole::embedding || role == TensorRole::norm || role == TensorRole::ttt_conv ||
           role == TensorRole::ttt_decay;
}

/// Matrices in the compute type.
ModelWeights compute_copy(const ModelWeights& weights, const ForwardOptions& options)
{
    const torch::ScalarType type = options.compute;
    ModelWeights copy = weights;
    visit_tensors(copy, [type](const TensorSpec& spec, Tensor& tensor) {
        if (!stays_wide(spec.role) && spec.role != TensorRole::head)
            tensor = tensor.to(type);
    });
    if (options.normalize_head)
        copy.head = folded_embedding(weights.head, copy.config.rms_norm_eps);
    copy.head = copy.head.to(type);
    return copy;
}

/// M of every row, cut where a chunk stands in another document than the chunk that wrote: [B, k, k].
Tensor row_mixing(const ModelConfig& config, const LayerWeights& layer, double lr, const Tensor& document)
{
    const std::int64_t chunk = config.ttt.chunk;
    const Tensor labels = document.slice(1, 0, document.size(1), chunk);
    const Tensor gamma = layer.ttt_decay.defined() ? torch::sigmoid(layer.ttt_decay)
                                                   : torch::ones({1}, layer.ttt_conv.options().requires_grad(false));
    const Tensor same = labels.unsqueeze(2).eq(labels.unsqueeze(1));
    return chunk_mixing(labels.size(1), lr, gamma) * same;
}

/// The Down of training: W0 z + (W - W0) z, the second by the scan.
class ScanDown {
public:
    ScanDown(const ModelWeights& weights, const Tensor& embedded, const Tensor& document, bool adapt)
        : weights_(weights), embedded_(embedded), document_(document), adapt_(adapt)
    {
    }

    Tensor operator()(std::int64_t index, const Tensor& plain, const Tensor& keys, const Tensor& input) const
    {
        const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
        return layer.ttt_conv.defined() && adapt_ ? plain + change(index, layer, keys, input) : plain;
    }

private:
    Tensor change(std::int64_t index, const LayerWeights& layer, const Tensor& keys, const Tensor& input) const
    {
        const TttConfig& ttt = weights_.config.ttt;
        const auto place = std::find(ttt.layers.begin(), ttt.layers.end(), index) - ttt.layers.begin();
        const double lr = ttt.lr.size() == 1 ? ttt.lr[0] : ttt.lr[static_cast<std::size_t>(place)];
        const Tensor source =
            ttt.target == TargetSource::input_embed ? embedded_ : input.to(layer.ttt_conv.scalar_type());
        const Tensor targets = row_targets(source, layer.ttt_conv, layer.ttt_proj, ttt.chunk).to(keys.scalar_type());
        const ScanRule rule{.chunk = ttt.chunk,
                            .mixing = row_mixing(weights_.config, layer, lr, document_),
                            .relative_cap = ttt.relative_cap,
                            .down_norm = ttt.relative_cap > 0 ? layer.down.norm() : Tensor(),
                            .centre_keys = ttt.centre_keys};
        return scan_change(keys, targets, rule);
    }

    const ModelWeights& weights_;
    const Tensor& embedded_;
    const Tensor& document_;
    bool adapt_;
};

Tensor forward_logits(const ModelWeights& parameters, const RotaryEmbedding& rotary, const TrainBatch& batch,
                      const ForwardOptions& options)
{
    const ModelWeights weights = compute_copy(parameters, options);
    const ModelConfig& config = weights.config;
    Tensor embedded = torch::embedding(weights.embedding, batch.ids);
    if (options.normalize_embedding)
        embedded = torch::rms_norm(embedded, {config.hidden_size}, {}, config.rms_norm_eps);
    embedded = scale_embedded(config, embedded);
    const ScanDown down(weights, embedded, batch.documents.labels, options.adapt);
    BlockContext context{.rotations = rotary.at(0, batch.ids.size(1), options.compute),
                         .reading = InRows{batch.documents},
                         .hooks = {.down = std::cref(down)}};
    const Tensor hidden = run_blocks(weights, embedded, context);
    const auto wide = torch::promote_types(options.compute, torch::kFloat32);
    return torch::linear(hidden.to(options.compute), weights.head).to(wide).flatten(0, 1);
}

}  // namespace

Tensor training_loss(const ModelWeights& weights, const RotaryEmbedding& rotary, const TrainBatch& batch,
                     const ForwardOptions& options)
{
    return torch::cross_entropy_loss(forward_logits(weights, rotary, batch, options), batch.targets.flatten());
}

Tensor token_losses(const ModelWeights& weights, const RotaryEmbedding& rotary, const TrainBatch& batch,
                    const ForwardOptions& options)
{
    const torch::NoGradGuard no_grad;
    const Tensor losses = torch::cross_entropy_loss(forward_logits(weights, rotary, batch, options),
                                                    batch.targets.flatten(), {}, at::Reduction::None);
    return losses.view_as(batch.targets);
}

Tensor folded_embedding(const Tensor& embedding, double eps)
{
    return torch::rms_norm(embedding, {embedding.size(1)}, {}, eps);
}

}  // namespace ttt
