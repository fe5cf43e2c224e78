// A matrix that stays in memory as its GGUF file packs it: a model of 3 billion numbers in 2 GB instead of 12.
#pragma once

#include "engine/gguf/gguf_types.h"

#include <torch/types.h>

namespace ttt {

/// Stands where weights stand: a tensor of shape [rows, columns] and of the dtype in which it is computed with. No
/// operation of torch takes it (it throws); project() and plain() do. packed: u8 [rows, bytes of a row], on the CPU.
torch::Tensor packed_weight(torch::Tensor packed, const GgufType& type, std::int64_t columns, torch::ScalarType dtype);

bool is_packed(const torch::Tensor& weight);

/// The numbers, of the weight's dtype, in memory of their own; any other tensor is returned as it is.
torch::Tensor plain(const torch::Tensor& weight);

/// x W^T (+ bias), x [.., in] -> [.., out]: torch::linear, and for a packed W the same, some rows after the other, of
/// which only those are unpacked. Differentiable in x.
torch::Tensor project(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias = {});

}  // namespace ttt
