// Reads one stream through one model, frozen and adapted together: up to the first fast layer they are one row, behind
// it two rows of one batch, so that both see the same tokens through the same kernels.
#pragma once

#include "engine/model/transformer.h"
#include "engine/ttt/arm_states.h"
#include "engine/ttt/fast_layers.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ttt {

/// What probes may look at while a chunk is read.
struct ReadObservers {
    /// After each read of a fast layer: W0's output [n, d] and what the drift adds to it [n, d].
    std::function<void(std::int64_t layer, const torch::Tensor& plain, const torch::Tensor& change)> on_read;
    WriteObserver on_write;
    AttentionObserver on_attention = {};  // rows: frozen and adapted behind the first fast layer, else one for both
    /// Before each read of a fast layer: what the adapted arm asks it with, Z [n, f].
    std::function<void(std::int64_t layer, const torch::Tensor& keys)> on_keys = {};
    /// At the end of a read: the residual streams [n, d] of the arms before the final norm.
    std::function<void(const ArmStates& residuals)> on_residual = {};
};

/// With the attention window of the run on every layer, when it holds one.
ModelConfig with_window(ModelConfig model, const RunConfig& config);
ModelWeights with_window(ModelWeights weights, const RunConfig& config);

/// Owns the weights and the state of one stream. One thread; make a new one at a document border.
class ArmReader {
public:
    /// `config` is resolved: arms, fast layers and target are taken from it, and a window when it holds one.
    ArmReader(ModelWeights weights, const RunConfig& config);

    /// The next tokens, i64 [n], any n, on the weights' device.
    ArmStates read(const torch::Tensor& ids, const ReadObservers& observers = {});

    /// The same for tokens of each arm's own, i64 [2, n], frozen and adapted; from then on the arms are two streams. Or
    /// for more of the text, [n]. writes false: nothing is kept for an update, so that none comes of it.
    ArmStates read_on(const torch::Tensor& ids, bool writes);

    /// All that reading changes; no tensor is shared with the reader.
    struct State {
        StreamState stream;
        std::vector<FastWeights::State> fast;
        bool is_parted = false;
        std::int64_t bytes = 0;  // of the tensors
    };
    State state() const;
    void restore(const State& state);

    /// From this chunk on, counted from 0, what is written follows `config`, which has the same fast layers and chunk.
    /// Later chunks are told later.
    void change_at(std::int64_t chunk, const RunConfig& config);

    /// This chunk is read, but writes nothing; nullopt: all write.
    void leave_out(std::optional<std::int64_t> chunk);

    const Transformer& transformer() const { return transformer_; }
    const std::vector<FastWeights>& fast() const { return fast_; }

private:
    ArmStates arms(const torch::Tensor& hidden) const;  // of [B', n, d]
    torch::Tensor down(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys, const torch::Tensor& input,
                       const torch::Tensor& ids, const ReadObservers& observers);
    torch::Tensor down_unwritten(std::int64_t layer, torch::Tensor plain, const torch::Tensor& keys) const;
    torch::Tensor write(std::size_t index, const torch::Tensor& keys, const torch::Tensor& input,
                        const torch::Tensor& ids, const WriteObserver& observe);
    torch::Tensor joined(torch::Tensor plain, const torch::Tensor& change) const;
    std::size_t index_of(std::int64_t layer) const;

    /// How the chunks from `first` on are written.
    struct Rule {
        std::int64_t first = 0;
        bool embeds = false;  // the target's source is the token embedding
        std::vector<FastLayer> layers;
    };
    std::vector<Rule>::const_iterator rule_of(std::int64_t chunk) const;

    Transformer transformer_;
    StreamState stream_;
    std::vector<Rule> rules_;        // by chunk; the first from the start
    std::vector<FastWeights> fast_;  // one per fast layer; empty in a frozen run
    bool paired_ = false;
    bool is_parted_ = false;  // the arms read tokens of their own
};

}  // namespace ttt
