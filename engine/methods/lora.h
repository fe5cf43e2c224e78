// LoRA on the document (arXiv 2106.09685): the checkpoint stays as it is; low-rank products beside chosen matrices are
// trained on each segment after it was scored, and start from nothing with every document.
#pragma once

#include "engine/methods/gradient_choices.h"
#include "engine/methods/layer_sums.h"
#include "engine/methods/learner.h"
#include "engine/methods/low_rank.h"
#include "engine/methods/update_steps.h"
#include "engine/records/run_config.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Whether a matrix of a layer gets a low-rank product. A head, which may be the embedding, is asked of `places`.
bool is_adapted(const TensorSpec& tensor, const LoraPlaces& places, const std::vector<std::int64_t>& layers);

/// Owns A and B of every chosen matrix. Metrics: gradient_norm is of A and B; delta and drift are of the product that
/// is added to W, relative to the chosen W of the layer.
class Lora : public Learner {
public:
    /// One matrix that learns.
    struct Adapter {
        TensorRole role;  // query, value, down or head
        LowRank pair;
    };

    /// `config` is resolved: rank, alpha, parameters, fast_layers, optimizer, lr, epsilon, steps, seed.
    Lora(ModelWeights trained, const RunConfig& config);

    const ModelWeights& weights() const override { return weights_; }
    torch::Tensor beside(std::int64_t layer, TensorRole role, const torch::Tensor& x,
                         torch::Tensor plain) const override;
    torch::Tensor logits(const torch::Tensor& hidden) const override;
    std::int64_t steps() const override { return steps_; }
    std::vector<torch::Tensor> leaves() const override;
    bool step(std::int64_t tokens) override;
    void forget_gradients() override;
    void use(const RunConfig& config) override;
    LearnedState state() const override;
    void restore(const LearnedState& state) override;
    std::vector<MetricValue> end_segment(bool was_learned) override;
    std::string hash() const override;
    std::int64_t updates() const override { return updates_; }

    /// Handles; what is written into A and B is what learns from then on.
    const std::vector<Adapter>& adapters() const { return adapters_; }

private:
    const LowRank* find(TensorRole role, std::int64_t layer) const;
    void add(TensorRole role, std::int64_t layer, const torch::Tensor& weight, const RunConfig& config,
             at::Generator& generator);
    void push_history();
    void refresh_head();

    ModelWeights weights_;        // head: a copy with its product added, when it has one
    torch::Tensor trained_head_;  // [V, d]
    std::vector<Adapter> adapters_;
    AdamMoments moments_;  // of all A and B
    ProductHistory history_;
    double lr_;
    double epsilon_;
    bool is_adam_;
    std::int64_t steps_;
    LayerNumbers gradient_norms_;  // of the first step on the segment
    std::int64_t updates_ = 0;
};

}  // namespace ttt
