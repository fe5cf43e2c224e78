// What one reading leaves behind for questions about its writes. Watches, never changes.
#pragma once

#include "engine/ttt/arm_reader.h"

#include <cstdint>
#include <vector>

namespace ttt {

/// Follows both arms from the start of one text. One stream, one thread; everything lies on the run's device.
class WriteLog {
public:
    /// Of one fast layer. C tokens a chunk, T tokens of room.
    struct Layer {
        std::int64_t index = 0;  // in the model
        UpdateRule rule;
        torch::Tensor keys;              // Z as the adapted arm read with it, [T, f], the model's dtype
        torch::Tensor targets;           // V of the chunks that were written, [T, d], the same
        torch::Tensor means;             // mean key of each chunk, f32 or wider [T / C, f]; undefined: not centred
        std::vector<double> clip_scale;  // [writes] of each delta
        std::vector<double> cap_scale;   // [writes + 1] of the drift that the states of each chunk read
    };

    /// Room for `tokens` tokens; `fast` as the reader that is watched has it, not empty.
    WriteLog(const std::vector<FastWeights>& fast, std::int64_t tokens);

    /// What that room takes, without making it.
    static std::int64_t bytes_for(const std::vector<FastWeights>& fast, std::int64_t tokens);

    /// To be handed to every read of a paired reader; they point here.
    ReadObservers observers();

    const std::vector<Layer>& layers() const { return layers_; }
    std::int64_t chunk() const { return layers_.front().rule.chunk; }
    std::int64_t items() const { return items_; }                                     // read so far
    std::int64_t writes() const { return items_ / chunk(); }                          // chunks that were read whole
    std::int64_t writes_before(std::int64_t state) const { return state / chunk(); }  // that a state reads

    const torch::Tensor& frozen() const { return frozen_; }    // residual stream before the final norm, [T, d]
    const torch::Tensor& adapted() const { return adapted_; }  // [T, d]
    /// What the drift of all fast layers together added to the adapted residual stream, f32 or wider [T, d].
    const torch::Tensor& added() const { return added_; }

private:
    Layer& at(std::int64_t index);
    torch::Tensor next(const torch::Tensor& rows, std::int64_t count) const;
    void keep_writes(const WriteGroup& group);

    std::vector<Layer> layers_;
    torch::Tensor frozen_, adapted_, added_;
    std::int64_t items_ = 0;
};

/// Throws ttt::Error with both figures when a log of `needed` bytes asks for more than half of the `free` ones.
void check_log_fits(std::int64_t needed, std::int64_t free);

}  // namespace ttt
