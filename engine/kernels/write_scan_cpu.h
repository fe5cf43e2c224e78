// What write_scan.h does on the CPU, for tensors that write_scan.cpp has checked: f32 sums, reads in f32 or bf16.
#pragma once

#include "engine/kernels/write_scan.h"

namespace ttt {

WriteScan scan_writes_on_cpu(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors,
                             double decay, const torch::Tensor& previous, torch::Tensor& reads,
                             const torch::Tensor& previous_factor);
void scan_writes_quietly_on_cpu(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors,
                                double decay, torch::Tensor& reads);

/// Any dtype; its bytes a multiple of 4, and aligned to 4.
torch::Tensor fingerprint_on_cpu(const torch::Tensor& tensor);

}  // namespace ttt
