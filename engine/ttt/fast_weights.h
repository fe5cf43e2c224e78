// The fast weights of one layer of one stream: they read with what earlier chunks wrote, then write.
#pragma once

#include "engine/ttt/update_rule.h"

#include <functional>
#include <optional>
#include <vector>

namespace ttt {

/// What a fast layer needs to know. Tensors are shared and constant.
struct FastLayer {
    std::int64_t index = 0;  // of the layer in the model
    UpdateRule rule;
    torch::Tensor down;    // W0 [d, f]
    torch::Tensor conv;    // [d, 1, 5]
    torch::Tensor proj;    // [d, d] or undefined
    double down_norm = 0;  // ||W0||_F
};

/// Chunks that were written one after another, shown to probes while their parts are alive. K chunks; "wide" is f32,
/// or f64 in an f64 model. The writes of small layers are batched.
struct WriteGroup {
    const FastLayer& layer;
    std::int64_t first;         // number of the first of these writes in the stream, from 0
    torch::Tensor keys;         // Z as read, [K, C, f], the model's dtype
    torch::Tensor targets;      // V, [K, C, d], the same
    torch::Tensor deltas;       // wide [K, d, f]; times factors: what was written; random under the control
    torch::Tensor factors;      // wide [K]
    torch::Tensor reads;        // S after each write as it is read but for the cap, [K, d, f], the model's dtype
    torch::Tensor norms;        // f64 [K, 5], see write_scan.h
    torch::Tensor fingerprint;  // i64 [K, 2] of the bits of S after each write
    torch::Tensor clip_scale;   // f64 [K] of the deltas
    torch::Tensor cap_scale;    // f64 [K] of S as it is read after each write
    double seconds;             // that the writes took (on a GPU: to be launched)

    std::int64_t count() const { return keys.size(0); }
    torch::Tensor delta(std::int64_t index) const { return deltas[index] * factors[index]; }
};

using WriteObserver = std::function<void(const WriteGroup&)>;

/// Streaming state: the sum S and the unfinished chunk. One thread; copy with state(), not by assignment.
class FastWeights {
public:
    /// A copy of everything that changes; tensors are not shared with the weights they came from.
    struct State {
        torch::Tensor sum;          // f32 [d, f]; undefined before the first write
        torch::Tensor cap_scale;    // 0-d; undefined: 1
        torch::Tensor tail_keys;    // [filled, f]
        torch::Tensor tail_source;  // [filled, d]
        std::int64_t updates = 0;
    };

    /// group: chunks whose writes go together; 0: as the device likes it. It changes nothing but the rounding of sums.
    explicit FastWeights(FastLayer layer, std::int64_t group = 0);

    /// keys Z [n, f] and target source S [n, d] of the next n tokens, any n. Returns what the drift adds to the
    /// outputs, [n, d]: each token reads the writes of complete earlier chunks only. A partial chunk never writes.
    /// Gradients go through reading to the keys; what is written is a constant to them.
    torch::Tensor forward(const torch::Tensor& keys, const torch::Tensor& source, const WriteObserver& observe = {});

    /// The same without keeping anything of them: nothing will be written. For a text that is not learned from.
    torch::Tensor read(const torch::Tensor& keys) const;

    /// This write, counted from 0, will add nothing; nullopt: all do. What was read so far stays.
    void leave_out(std::optional<std::int64_t> write) { left_out_ = write; }

    /// Further writes follow this rule and these targets; what was written stays. Of the same layer and chunk.
    void use(const FastLayer& layer);

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
    /// What a write leaves behind for reading and for those who watch.
    struct Written;

    torch::Tensor forward_part(const torch::Tensor& keys, const torch::Tensor& source, const WriteObserver& observe);
    void forward_chunks(const torch::Tensor& keys, const torch::Tensor& source, const WriteObserver& observe,
                        std::vector<torch::Tensor>& outputs);
    void forward_group(const torch::Tensor& keys, const torch::Tensor& targets, const WriteObserver& observe,
                       std::vector<torch::Tensor>& outputs);
    torch::Tensor targets_of(const torch::Tensor& source) const;
    void keep_tail(const torch::Tensor& keys, const torch::Tensor& source);
    Written write(const torch::Tensor& keys, const torch::Tensor& targets, const WriteObserver& observe);
    bool write_at_once(const torch::Tensor& keys, const torch::Tensor& targets);
    Written deltas_of(const torch::Tensor& keys, const torch::Tensor& targets) const;
    void add_up(Written& written, bool is_seen);

    FastLayer layer_;
    std::int64_t group_;
    torch::Tensor sum_;          // S
    torch::Tensor read_drift_;   // S in the model's dtype
    torch::Tensor cap_scale_;    // 0-d: of S as it is read; undefined: 1
    torch::Tensor last_delta_;   // wide [d, f], of the last write that was seen
    torch::Tensor last_factor_;  // wide [1]
    torch::Tensor tail_keys_;    // [C, f], the first filled_ rows
    torch::Tensor tail_source_;  // [C, d]
    std::int64_t filled_ = 0;
    std::int64_t updates_ = 0;
    std::optional<std::int64_t> left_out_;
};

/// Of the tensors.
std::int64_t bytes_of(const FastWeights::State& state);

}  // namespace ttt
