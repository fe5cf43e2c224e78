// Causal attention, full or in a sliding window, streaming with a cache or over whole rows.
#pragma once

#include <torch/torch.h>

#include <cstdint>
#include <utility>

namespace ttt {

/// Attention of the last n of m positions. q [B, H, n, h], k and v [B, KV, m, h], H a multiple of KV.
/// Each position sees itself and the window - 1 before it (window 0: all). Returns [B, H, n, h].
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t window);

/// Attention inside whole rows for training, differentiable, without a T x T mask when a window is set.
/// q [B, H, T, h]; k, v [B, KV, T, h]; `document` i64 [B, T]: equal numbers see each other (runs of equal numbers).
torch::Tensor attend_rows(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t window,
                          const torch::Tensor& document);

/// Keys and values of one layer of one stream; keeps only what the window can still see. Not thread-safe.
class KeyValueCache {
public:
    explicit KeyValueCache(std::int64_t window) : window_(window) {}

    /// Adds k, v [B, KV, n, h] and returns all that these n positions may see: [B, KV, m, h], m >= n.
    std::pair<torch::Tensor, torch::Tensor> append(const torch::Tensor& k, const torch::Tensor& v);

    void reset() { length_ = 0; }

private:
    void make_room(const torch::Tensor& like, std::int64_t count);

    std::int64_t window_;
    std::int64_t length_ = 0;
    torch::Tensor keys_;    // [B, KV, capacity, h]
    torch::Tensor values_;
};

} // namespace ttt
