// The loss that a segment is learned by, and its gradient, without the logits of all rows at once.
#pragma once

#include "engine/model/transformer.h"

#include <cstdint>
#include <functional>

namespace ttt {

/// hidden [m, d] -> logits [m, V] with a graph.
using DifferentiableHead = std::function<torch::Tensor(const torch::Tensor& hidden)>;

/// What going backward through the head leaves.
struct HeadLoss {
    torch::Tensor nll;       // f64 [] on the device
    torch::Tensor gradient;  // of hidden [n, d]; undefined: hidden has no graph
};

/// The first half of backward_of_nll. Does not wait for the device.
HeadLoss backward_through_head(const torch::Tensor& hidden, const torch::Tensor& targets, std::int64_t count,
                               const Transformer& transformer, const DifferentiableHead& head);

/// sum of NLL / count of targets i64 [n] by hidden [n, d], in tiles of bounded memory, each of which goes backward
/// through the head at once; then backward through the graph of `hidden`, if it has one. Adds up in the leaves'
/// gradients. Not finite: returned as it is, without going further than the head. `transformer` says how large tiles
/// may be.
double backward_of_nll(const torch::Tensor& hidden, const torch::Tensor& targets, std::int64_t count,
                       const Transformer& transformer, const DifferentiableHead& head);

}  // namespace ttt
