// The arms of a run side by side on one text, read on from token to token, and back to where they were.
#pragma once

#include "engine/methods/method.h"
#include "engine/records/records.h"
#include "engine/run_checkpoint.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace ttt {

/// One thread.
class AskStream {
public:
    /// Loads the weights, of the twin, too, when the run has one.
    AskStream(const RunCheckpoint& model, std::span<const RunStretch> before, std::int64_t tokens);

    const std::vector<Arm>& arms() const { return arms_; }
    const std::string& model_hash() const { return method_->frozen().weights().hash; }

    /// Tokens of one text, i64 [n] on the device, as Method::read_on() has them.
    void read(const torch::Tensor& ids, bool learns);
    /// One token of each arm's own, by arm.
    void read_own(const std::vector<std::int32_t>& tokens, bool learns);

    /// [V] of each arm, in the order of arms(): what comes next. Throws ttt::Error before the first token.
    std::vector<torch::Tensor> logits() const;

    /// A place that was reached; copies share it.
    struct Mark {
        std::int64_t at = 0;  // tokens of the text
        std::shared_ptr<const MethodState> method;
        std::shared_ptr<const ArmReader::State> twin;
        std::vector<torch::Tensor> last;  // as below

        std::int64_t bytes() const;
    };
    Mark mark(std::int64_t at);
    void restore(const Mark& mark);

    void leave_out(std::optional<std::int64_t> chunk) { method_->leave_out(chunk); }
    /// Tokens that are best read at once.
    std::int64_t stretch() const { return stretch_; }

private:
    bool shares_head(std::size_t index) const;
    const Transformer& transformer_of(Arm arm) const;
    void keep_last(const ArmStates& states, const torch::Tensor& twin);

    std::unique_ptr<Method> method_;
    std::optional<ArmReader> twin_;
    std::vector<Arm> arms_;
    torch::Device device_;
    std::int64_t stretch_;
    std::vector<torch::Tensor> last_;  // [d] of each arm: the state that predicts what comes next; empty: nothing read
};

}  // namespace ttt
