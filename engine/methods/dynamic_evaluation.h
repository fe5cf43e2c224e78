// Dynamic evaluation (arXiv 1709.07432, 1904.08378): the model's own weights go on being trained on the text, each
// segment after it was scored.
//
// sgd needs nothing. rms scales every weight's step by R, the root mean square of its gradients over segments, which is
// measured before anything is learned: in a text of its own (`statistics`), or else in the first statistics_tokens
// tokens of the document. These are then only scored: no weight changes before they are over.
#pragma once

#include "engine/methods/layer_sums.h"
#include "engine/methods/learned_tensors.h"
#include "engine/methods/learner.h"
#include "engine/methods/update_steps.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Owns its masters, f32 even in a bf16 model: steps too small for bf16 add up there.
class DynamicEvaluation : public Learner {
public:
    /// `trained` stays as it is. `config` is resolved: optimizer, lr, parameters, fast_layers, and those of rms.
    DynamicEvaluation(ModelWeights trained, const RunConfig& config);

    const ModelWeights& weights() const override { return weights_; }
    std::vector<torch::Tensor> leaves() const override;
    bool step(std::int64_t tokens) override;
    bool launches_steps() const override { return !is_rms_; }
    void launch_step() override;
    bool finish_step() override;
    void forget_gradients() override;
    void end_statistics() override;
    void use(const RunConfig& config) override;
    LearnedState state() const override;
    void restore(const LearnedState& state) override;
    std::vector<MetricValue> end_segment(bool was_learned) override;
    std::string hash() const override;
    std::int64_t updates() const override { return updates_; }

    bool is_measuring() const { return statistics_left_ > 0; }
    const std::vector<LearnedTensor>& learned() const { return learned_; }

protected:
    /// Of what learned in the last step, and of it as trained, by layer.
    const StepNorms& step_norms() const { return norms_; }
    const LayerNumbers& start_norms() const { return start_norms_; }
    /// Fingerprints of all masters, i64 [2] each.
    std::vector<torch::Tensor> prints() const;

private:
    std::vector<torch::Tensor> masters() const;
    void measure(const std::vector<torch::Tensor>& gradients, std::int64_t tokens);
    void make_rms_deltas(std::vector<torch::Tensor>& gradients) const;  // in place
    void apply(std::vector<torch::Tensor> deltas);                      // of sgd the gradients
    bool add_numbers(const torch::Tensor& numbers);
    double factor() const { return is_rms_ ? 1 : -rule_.lr; }  // of the deltas

    ModelWeights weights_;
    std::vector<LearnedTensor> learned_;
    std::vector<std::int64_t> layers_;  // of each tensor
    LayerNumbers start_norms_;
    RmsRule rule_;  // of sgd only lr
    bool is_rms_;
    bool keeps_previous_;                    // for the cosine, which costs a copy of what learns
    std::int64_t statistics_left_;           // tokens that are still only measured
    std::int64_t measured_ = 0;              // segments; 0 again when R is known
    std::vector<RmsStatistics> statistics_;  // while measuring, root holds the sum of squares; empty with sgd
    std::vector<torch::Tensor> previous_;    // deltas of the step before; of sgd its gradients. They keep their place
    bool had_previous_ = false;              // when the last step was launched
    torch::Tensor numbers_;                  // of the last step, f64 [tensors, 3], see step_scan.h
    LayerNumbers last_deltas_;               // norms of the steps before
    StepNorms norms_;                        // of the last step
    std::vector<torch::Tensor> prints_;      // after the last step; empty: there was none
    std::int64_t updates_ = 0;
};

}  // namespace ttt
