// The tensors of a model, by layer, with the names that Hugging Face checkpoints give them.
#pragma once

#include "engine/model/mixer.h"
#include "engine/model/model_config.h"

#include <torch/types.h>

#include <string>
#include <vector>

namespace ttt {

class Checkpoint;

/// One block. Undefined tensors are absent from the architecture. d width, f MLP width.
struct LayerWeights {
    torch::Tensor input_norm;  // [d]
    MixerWeights mixer;
    torch::Tensor mixed_norm;   // [d], Gemma: of what the mixer answers
    torch::Tensor post_norm;    // [d], before the MLP
    torch::Tensor answer_norm;  // [d], Gemma: of what the MLP answers
    torch::Tensor gate;         // [f, d]
    torch::Tensor up;           // [f, d]
    torch::Tensor down;         // [d, f], W0 of a fast layer
    torch::Tensor gate_bias;    // [f], LLaMA with mlp_bias
    torch::Tensor up_bias;      // [f]
    torch::Tensor down_bias;    // [d]
    torch::Tensor ttt_conv;     // [d, 1, 5], fast layers
    torch::Tensor ttt_proj;     // [d, d], multiplied from the right, not transposed
    torch::Tensor ttt_decay;    // [1], logit of gamma
};

struct ModelWeights {
    ModelConfig config;
    torch::Tensor embedding;   // [V, d]
    torch::Tensor final_norm;  // [d]
    torch::Tensor head;        // [V, d]; the embedding itself when tied
    std::vector<LayerWeights> layers;
    std::string hash = {};  // of the checkpoint that they were read from (Checkpoint::hash); else empty
};

/// Weights of a configuration whose tensors are still undefined.
ModelWeights empty_weights(const ModelConfig& config);

/// The one list of tensors: calls visit for every one that the configuration has, in checkpoint order; a tied head is
/// left out. What is loaded, drawn, saved, learned, counted or found to be unused derives from it.
void visit_tensors(ModelWeights& weights, const TensorVisitor& visit);

/// What a tensor of a file means to the blocks, and back: of families whose files hold w - 1 for a norm, the norms. Any
/// other is itself.
torch::Tensor as_computed(const ModelConfig& config, const TensorSpec& spec, const torch::Tensor& tensor);
torch::Tensor as_stored(const ModelConfig& config, const TensorSpec& spec, const torch::Tensor& tensor);

/// Whether the matrices of the layers of a GGUF file stay in memory as they are (engine/model/packed_weight.h), so that
/// only embedding, head and what learns are of `dtype`. by_size: those of a large model do. Never on a GPU.
enum class Packing { by_size, keep, unpack };

/// Reads all tensors to `device` as `dtype` (TTT parameters too); throws Error naming the tensor that does not fit.
ModelWeights load_weights(const Checkpoint& checkpoint, torch::ScalarType dtype, torch::Device device,
                          Packing packing = Packing::by_size);

/// How many numbers the model has, a tied head counted once.
std::int64_t parameter_count(const ModelWeights& weights);

}  // namespace ttt
