#include "engine/vision/run/layer_drift.h"

#include "engine/text/hash.h"

#include <ATen/ATen.h>

#include <limits>

namespace ttt {

namespace {

using torch::Tensor;

/// f32 [n], a copy.
Tensor flat(const std::vector<Tensor>& tensors)
{
    std::vector<Tensor> pieces;
    for (const Tensor& tensor : tensors)
        pieces.push_back(tensor.detach().reshape({-1}));
    return at::cat(pieces);
}

/// f64 on the CPU, one number a layer: one copy off the device for all of them.
std::vector<double> norms(const std::vector<Tensor>& layers)
{
    const Tensor all = at::stack(at::_foreach_norm(layers, 2)).to(torch::kCPU, torch::kDouble).contiguous();
    return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

std::vector<double> products(const std::vector<Tensor>& a, const std::vector<Tensor>& b)
{
    std::vector<Tensor> sums;
    for (std::size_t at = 0; at < a.size(); ++at)
        sums.push_back(a[at].dot(b[at]));
    const Tensor all = at::stack(sums).to(torch::kCPU, torch::kDouble).contiguous();
    return {all.data_ptr<double>(), all.data_ptr<double>() + all.numel()};
}

std::string hash_of(const std::vector<Tensor>& layers)
{
    const Tensor all = at::cat(layers).to(torch::kCPU).contiguous();
    return content_hash({static_cast<const char*>(all.data_ptr()), static_cast<std::size_t>(all.nbytes())});
}

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

LayerDrift::LayerDrift(const std::vector<LearnedLayer>& layers)
{
    for (const LearnedLayer& layer : layers)
        before_.push_back(flat(layer.now));
}

void LayerDrift::fill(const std::vector<LearnedLayer>& layers, StepRecord& step)
{
    if (layers.empty())
        return;
    std::vector<Tensor> now, start;
    for (const LearnedLayer& layer : layers) {
        now.push_back(flat(layer.now));
        start.push_back(flat(layer.start));
    }
    const std::vector<Tensor> delta = at::_foreach_sub(now, before_);
    const std::vector<double> steps = norms(delta), first = norms(start), drift = norms(at::_foreach_sub(now, start));
    std::vector<double> cosines(layers.size(), std::numeric_limits<double>::quiet_NaN());
    if (!delta_.empty()) {
        const std::vector<double> product = products(delta, delta_), last = norms(delta_);
        for (std::size_t at = 0; at < layers.size(); ++at)
            cosines[at] = ratio(product[at], steps[at] * last[at]);
    }
    for (std::size_t at = 0; at < layers.size(); ++at) {
        const auto add = [&](Metric metric, double value) {
            step.metrics.push_back({metric, static_cast<std::int32_t>(layers[at].layer), value});
        };
        add(Metric::delta_norm, steps[at]);
        add(Metric::delta_relative, ratio(steps[at], first[at]));
        add(Metric::drift_norm, drift[at]);
        add(Metric::drift_relative, ratio(drift[at], first[at]));
        add(Metric::cosine_previous, cosines[at]);
    }
    step.fast_hash = hash_of(now);
    before_ = now;
    delta_ = delta;
}

}  // namespace ttt
