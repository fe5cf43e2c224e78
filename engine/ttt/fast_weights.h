// The fast weights of one layer of one stream: they read with what earlier chunks wrote, then write.
#pragma once

#include "engine/ttt/update_rule.h"

#include <functional>

namespace ttt {

/// What a fast layer needs to know. Tensors are shared and constant.
struct FastLayer {
    std::int64_t index = 0;    // of the layer in the model
    UpdateRule rule;
    torch::Tensor down;        // W0 [d, f]
    torch::Tensor conv;        // [d, 1, 5]
    torch::Tensor proj;        // [d, d] or undefined
    double down_norm = 0;      // ||W0||_F
};

/// One write, shown to probes while its parts are alive. Everything is f32 (f64 in an f64 model).
struct ChunkUpdate {
    const FastLayer& layer;
    torch::Tensor keys;          // Z as read, [C, f], the model's dtype
    torch::Tensor targets;       // V, [C, d]
    torch::Tensor delta;         // eta V^T Z, clipped, [d, f]; random under the control
    torch::Tensor drift_before;  // decayed sum before the write, capped, as it was read, [d, f]; undefined at the first
    torch::Tensor drift;         // the same after the write
    double clip_scale = 1;       // of the delta
    double cap_scale = 1;        // of the drift that is read
    double seconds = 0;          // that the write took (on a GPU: to be launched)
};

using UpdateObserver = std::function<void(const ChunkUpdate&)>;

/// Streaming state: the sum S and the unfinished chunk. One thread; copy with state(), not by assignment.
class FastWeights {
public:
    /// A copy of everything that changes; tensors are not shared with the weights they came from.
    struct State {
        torch::Tensor sum;         // f32 [d, f]; undefined before the first write
        torch::Tensor tail_keys;   // [filled, f]
        torch::Tensor tail_source; // [filled, d]
        std::int64_t updates = 0;
    };

    explicit FastWeights(FastLayer layer);

    /// keys Z [n, f] and target source S [n, d] of the next n tokens, any n. Returns what the drift adds to the
    /// outputs, [n, d]: each token reads the writes of complete earlier chunks only. A partial chunk never writes.
    torch::Tensor forward(const torch::Tensor& keys, const torch::Tensor& source, const UpdateObserver& observe = {});

    const FastLayer& layer() const { return layer_; }
    std::int64_t updates() const { return updates_; }
    std::int64_t tail_length() const { return filled_; }

    /// S itself, f32 [d, f], uncapped; undefined before the first write. Do not change it.
    const torch::Tensor& sum() const { return sum_; }

    /// W - W0 as it is read: capped, f32 [d, f]; zeros before the first write.
    torch::Tensor drift() const;

    State state() const;
    void restore(const State& state);
    void reset();  // document border

private:
    torch::Tensor read(const torch::Tensor& keys) const;
    void keep_tail(const torch::Tensor& keys, const torch::Tensor& source);
    void write(const torch::Tensor& keys, const torch::Tensor& source, const UpdateObserver& observe);
    void refresh_drift();

    FastLayer layer_;
    torch::Tensor sum_;         // S
    torch::Tensor read_drift_;  // S capped, in the model's dtype
    double cap_scale_ = 1;
    torch::Tensor tail_keys_;   // [C, f], the first filled_ rows
    torch::Tensor tail_source_; // [C, d]
    std::int64_t filled_ = 0;
    std::int64_t updates_ = 0;
};

} // namespace ttt
