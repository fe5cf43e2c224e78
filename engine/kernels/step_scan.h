// A gradient step on one tensor, and all that is told of it, in one pass over its numbers.
#pragma once

#include <torch/types.h>

namespace ttt {

struct StepScan {
    torch::Tensor numbers;      // f64 [3]: ||delta||^2, the step times the one before, ||master - start||^2 after it
    torch::Tensor fingerprint;  // i64 [2] of the master after it
};

/// master <- master + factor delta. master, delta and previous: f32 or f64, of one shape; start: the same, in any float
/// dtype. previous undefined: there was no step before, and the product is 0; else it was previous_factor previous.
/// Where all are f32 on the CPU by a loop of ours, shared out among threads; the sums do not depend on their number. On
/// a GPU by a kernel of ours where all are f32 but start, which may be bf16.
StepScan scan_step(torch::Tensor& master, const torch::Tensor& start, const torch::Tensor& delta, double factor,
                   const torch::Tensor& previous, double previous_factor);

/// The same by LibTorch's operators, on any device.
StepScan plain_scan_step(torch::Tensor& master, const torch::Tensor& start, const torch::Tensor& delta, double factor,
                         const torch::Tensor& previous, double previous_factor);

}  // namespace ttt
