// The forward pass of training: whole rows, the chunk-parallel scan form, gradients through the updates.
#pragma once

#include "engine/model/attention.h"
#include "engine/model/rotary.h"
#include "engine/model/weights.h"

#include <torch/types.h>

namespace ttt {

/// Rows on the training device, i64 [B, T]; a target of -100 counts for nothing.
struct TrainBatch {
    torch::Tensor ids;
    torch::Tensor targets;
    RowDocuments documents;  // fast weights and attention stop at a border
};

struct ForwardOptions {
    torch::ScalarType compute = torch::kFloat32;  // of matrix products
    bool normalize_embedding = false;             // RMS norm after the embedding
    bool normalize_head = false;                  // RMS norm of the head's rows
    bool adapt = true;                            // false: the frozen model
};

/// Mean NLL (nats) of the counted targets, f32 0-d, differentiable in `weights` (f32 leaves).
torch::Tensor training_loss(const ModelWeights& weights, const RotaryEmbedding& rotary, const TrainBatch& batch,
                            const ForwardOptions& options);

/// NLL of every target, f32 [B, T], 0 where it does not count.
torch::Tensor token_losses(const ModelWeights& weights, const RotaryEmbedding& rotary, const TrainBatch& batch,
                           const ForwardOptions& options);

/// What normalize_embedding stands for, as a plain table: each row divided by its RMS. [V, d]
torch::Tensor folded_embedding(const torch::Tensor& embedding, double eps);

}  // namespace ttt
