// What a stretch of writes does to the fast weights of one layer, in one pass over their products:
//
//   S_k = decay S_{k-1} + a_k D_k,  k = 1..K        D_k = V^T Z of chunk k; a_k its rate times its clip scale
//   r(S_k)                                          S_k in the model's dtype: what chunk k + 1 reads
//
// (arXiv 2604.06169, section 3; the decay is ours), and beside it everything that probes ask about. Each product and
// sum is rounded to f32 one after the other, so that CPU, GPU and separate LibTorch operators give the same bits of S.
#pragma once

#include "engine/kernels/fingerprint.h"

#include <torch/types.h>

#include <cstdint>

namespace ttt {

/// Columns of WriteScan::norms: squares of Frobenius norms, and one inner product.
enum class WriteNorm : std::int64_t {
    delta,       // |a_k D_k|^2
    dot,         // <a_k D_k, a_{k-1} D_{k-1}>; 0 for the first write when nothing is known of the one before
    sum,         // |S_k|^2
    change,      // |S_k - S_{k-1}|^2
    read_change  // |r(S_k) - r(S_{k-1})|^2
};
inline constexpr std::int64_t write_norms = 5;

/// What the probes want to know of K writes; on the device of the sum. Numbers of an f32 sum are squared in f32 (so one
/// above 1.8e19 makes its norm infinite) and added up in f64, in an order that neither time nor the number of threads
/// changes.
struct WriteScan {
    torch::Tensor norms;        // f64 [K, 5], columns as in WriteNorm
    torch::Tensor fingerprint;  // i64 [K, 2]: fingerprint_of S_k
};

/// Overwrites two tensors: sum (S_0 becomes S_K) and all of reads (r(S_k)). No two tensors may share memory; nothing
/// waits for a GPU. All contiguous and on one device; K at least 1; an f64 model has f64 where f32 stands.
///   sum f32 [d, f], deltas D_k f32 [K, d, f], factors a_k f32 [K], reads [K, d, f] in the model's dtype
///   previous: a_0 D_0 f32 [d, f], or undefined. With previous_factor a_0, f32 [1], it is D_0 instead.
WriteScan scan_writes(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors, double decay,
                      const torch::Tensor& previous, torch::Tensor& reads, const torch::Tensor& previous_factor = {});

/// The same where nobody watches: sum and reads alone.
void scan_writes_quietly(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors, double decay,
                         torch::Tensor& reads);

/// What both are with LibTorch's operators, for any device and dtype.
WriteScan plain_scan_writes(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors, double decay,
                            const torch::Tensor& previous, torch::Tensor& reads,
                            const torch::Tensor& previous_factor = {});
void plain_scan_writes_quietly(torch::Tensor& sum, const torch::Tensor& deltas, const torch::Tensor& factors,
                               double decay, torch::Tensor& reads);

}  // namespace ttt
