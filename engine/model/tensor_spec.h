// What a tensor of a model is called, its shape and its part. The list of all tensors is visit_tensors (weights.h);
// everything that must know of them asks for their role.
#pragma once

#include "engine/model/model_config.h"

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

/// What a method may learn apart from the rest, or put something beside, has a role of its own.
enum class TensorRole {
    embedding,
    head,       // of the language; absent where the embedding is the head
    query,      // of a mixer
    value,      // of a mixer
    down,       // W0 of a fast layer
    matrix,     // any other
    norm,       // of the residual stream
    head_norm,  // of queries or keys
    bias,
    ttt_conv,
    ttt_proj,
    ttt_decay,
};

struct TensorSpec {
    std::string name;  // that Hugging Face checkpoints give it
    std::vector<std::int64_t> shape;
    TensorRole role;
    std::int64_t layer;  // layer_count: of none
};

inline constexpr const char* embedding_name = "model.embed_tokens.weight";
inline constexpr const char* head_name = "lm_head.weight";

/// Of In-Place TTT: what a twin has not.
bool is_of_ttt(TensorRole role);

/// All tensors that the config asks for, in the order of visit_tensors; a tied head is none.
std::vector<TensorSpec> tensor_specs(const ModelConfig& config);

/// Elements of one, or of all that the config asks for; a double, because sizes out of a file may overflow.
double count_of_numbers(const TensorSpec& tensor);
double count_of_numbers(const ModelConfig& config);

}  // namespace ttt
