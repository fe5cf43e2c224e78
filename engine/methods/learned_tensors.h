// The tensors of a model that learn: which ones, their exact copy, and the copy that the model reads with.
#pragma once

#include "engine/model/weights.h"
#include "engine/records/run_words.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// One tensor that learns; any shape.
struct LearnedTensor {
    std::int64_t layer = 0;  // layer_count: of the embedding, the final norm or the head
    torch::Tensor start;     // as trained, the model's dtype, shared with the frozen weights
    torch::Tensor master;    // what steps are added to: f32 (f64 in an f64 model)
    torch::Tensor read;  // what the model reads with, a leaf in the model's dtype: the master, rounded if it must be
};

/// Whether a tensor learns. `layers`: those that learn. Embedding, final norm and
/// head learn where their set does and all layers of the model learn.
bool is_learned(const TensorSpec& tensor, LearnedPart part, const std::vector<std::int64_t>& layers,
                const ModelConfig& config);

/// Gives `weights` copies of their own in the places that learn. A tied head learns once, with the embedding.
std::vector<LearnedTensor> make_learned(ModelWeights& weights, LearnedPart part,
                                        const std::vector<std::int64_t>& layers);

/// The gradients of all, in the masters' dtype, zero where there is none; the leaves have none afterwards.
std::vector<torch::Tensor> take_gradients(const std::vector<LearnedTensor>& learned);

/// The master has changed: what the model reads with is rounded again.
void refresh(LearnedTensor& tensor);

/// fingerprint_of each (kernels/fingerprint.h).
std::vector<torch::Tensor> prints_of(const std::vector<torch::Tensor>& tensors);

/// Of such prints in their order; waits for the device once.
std::string hash_of_prints(const std::vector<torch::Tensor>& prints);

}  // namespace ttt
