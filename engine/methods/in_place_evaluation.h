// In-Place TTT (arXiv 2604.06169) with dynamic evaluation on top: fast weights are written while a segment is read,
// then the slow weights take a gradient step on it. The gradient goes through what the fast weights add, as a function
// of the keys; what they hold is a constant to it.
#pragma once

#include "engine/methods/dynamic_evaluation.h"
#include "engine/probes/drift_probe.h"
#include "engine/ttt/fast_weights.h"

#include <memory>
#include <vector>

namespace ttt {

/// A segment is a chunk of the fast weights. In the metrics the fast weights are one more tensor of their layer, which
/// starts at zero: norms are those of all that changes in the layer.
class InPlaceEvaluation : public DynamicEvaluation {
public:
    /// `trained` stays as it is. `config` is resolved, for both parts.
    InPlaceEvaluation(const ModelWeights& trained, const RunConfig& config);

    std::vector<torch::Tensor> leaves() const override { return {}; }  // fast weights change hands
    void begin_segment(const torch::Tensor& ids) override;
    torch::Tensor down(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys,
                       const torch::Tensor& input) override;
    torch::Tensor down_unwritten(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys) const override;
    void leave_out(std::optional<std::int64_t> segment) override;
    void use(const RunConfig& config) override;
    LearnedState state() const override;
    void restore(const LearnedState& state) override;
    void end_statistics() override;
    std::vector<MetricValue> end_segment(bool was_learned) override;
    std::string hash() const override;

private:
    struct Fast {
        FastWeights weights;
        double last_delta = 0;  // its norm
    };

    Fast* find(std::int64_t layer);
    const Fast* find(std::int64_t layer) const;
    StepNorms joined(StepNorms norms, const std::vector<MetricValue>& written);

    ModelWeights trained_;  // handles
    std::vector<Fast> fast_;
    LayerNumbers start_;       // norms of what learns in a layer and of what the fast weights are added to
    LayerNumbers slow_drift_;  // after the last step
    bool embeds_;              // the targets' source is the token embedding
    bool probes_;
    torch::Tensor ids_;  // of the segment that is read
    std::unique_ptr<DriftProbe> probe_;
    std::int64_t segments_ = 0;  // that were begun
};

}  // namespace ttt
