// Norms and products of many tensors, added up by layer: what one segment did to the weights, in numbers.
#pragma once

#include "engine/records/metrics.h"
#include "engine/records/records.h"

#include <torch/types.h>

#include <cstdint>
#include <map>
#include <vector>

namespace ttt {

/// One number per layer; layer_count stands for embedding, final norm and head.
using LayerNumbers = std::map<std::int64_t, double>;

/// The numbers of 0-d tensors, f64, after one wait for the device.
std::vector<double> numbers_of(const std::vector<torch::Tensor>& scalars);

/// ||.||_2 of each tensor.
std::vector<double> norms_of(const std::vector<torch::Tensor>& tensors);

bool all_finite(const std::vector<double>& numbers);

/// Root of the sum of squares, by layer. One layer per number.
LayerNumbers root_of_squares(const std::vector<double>& norms, const std::vector<std::int64_t>& layers);
LayerNumbers roots(LayerNumbers numbers);
LayerNumbers sums(const std::vector<double>& numbers, const std::vector<std::int64_t>& layers);

/// What the metrics of a gradient step are made of, by layer. An empty map: not measured.
struct StepNorms {
    LayerNumbers gradient;  // ||g||
    LayerNumbers delta;     // ||what the segment added||
    LayerNumbers drift;     // ||W - W0||
    LayerNumbers product;   // <this delta, the one before>
    LayerNumbers previous;  // ||the delta before||
};

/// gradient_norm, delta_norm, delta_relative, drift_norm, drift_relative, cosine_previous, layer by layer.
/// start: ||W0|| by layer; a relative metric is left out where it is 0, and a cosine where a delta is.
std::vector<MetricValue> step_metrics(const StepNorms& norms, const LayerNumbers& start);

}  // namespace ttt
