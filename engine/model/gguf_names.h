// What llama.cpp calls the tensors of a model, and Hugging Face.
#pragma once

#include <string>
#include <string_view>

namespace ttt {

struct GgufFamily;

/// "blk.3.attn_q.weight" -> "model.layers.3.self_attn.q_proj.weight". What takes part in the model and has no name
/// there keeps its own behind "model." (so that it is refused); the rest keeps its own.
std::string hugging_face_name(std::string_view name, const GgufFamily& family);

}  // namespace ttt
