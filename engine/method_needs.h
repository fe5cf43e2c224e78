// What a checkpoint can do here, said before a run: which methods make sense, and what each takes. No torch.
#pragma once

#include "engine/model/model_tool.h"
#include "engine/records/settings/method_sense.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Of every method, with its own choices, on the CPU in f32.
struct MethodNeed {
    MethodSense sense;
    std::int64_t bytes;  // about
};

/// `tokens` of a document.
std::vector<MethodNeed> method_needs(const ModelInfo& model, std::int64_t tokens);

}  // namespace ttt
