// What both runs of the demonstration of Theorem 1 share: a random gated MLP, embeddings and a text around the pair.
#pragma once

#include "engine/records/theorem.h"

#include <torch/types.h>

namespace ttt {

/// Tensors in f64. Any thread.
struct TheoremSetting {
    torch::Tensor gate;       // [f, d]
    torch::Tensor up;         // [f, d]
    torch::Tensor inputs;     // [V, d], one-hot
    torch::Tensor embedding;  // [V, d]
    torch::Tensor common;     // [f], unit
    torch::Tensor tokens;     // i64 [n]
    std::int64_t key = 0;
    std::int64_t target = 0;
    std::int64_t previous = 0;
    std::int64_t rival = -1;
    std::int64_t query = 0;
};

/// `setup` has no fault. The same seed gives the same setting.
TheoremSetting make_theorem_setting(const TheoremSetup& setup);

/// f64, f32 or bf16.
torch::ScalarType theorem_dtype(const TheoremSetup& setup);

/// Wu (2 h h^T - I), f64 [f, d]: on one-hot inputs it turns the sign of every column but that of k*.
torch::Tensor theorem_mirrored_up(const TheoremSetting& setting);

/// z of every token of the vocabulary, [V, f] in the dtype; up f64 [f, d].
torch::Tensor theorem_keys(const TheoremSetup& setup, const TheoremSetting& setting, const torch::Tensor& up,
                           torch::ScalarType dtype);

}  // namespace ttt
