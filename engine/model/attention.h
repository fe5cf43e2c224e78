// Causal attention, full or in a sliding window, streaming with a cache or over whole rows.
#pragma once

#include <torch/types.h>

#include <cstdint>
#include <functional>
#include <utility>

namespace ttt {

/// Attention of the last n of m positions. q [B, H, n, h], k and v [B, KV, m, h], H a multiple of KV.
/// Each position sees itself and the window - 1 before it (window 0: all). Returns [B, H, n, h].
torch::Tensor attend(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t window);

/// bool [n, m]: which of m positions the last n see.
torch::Tensor window_mask(std::int64_t n, std::int64_t m, std::int64_t window, torch::Device device);

/// Attention to a part of the keys, and what it takes to join it with that to the others.
struct PartialAttention {
    torch::Tensor output;  // [B, H, n, h] softmax over the part's keys, times their values
    torch::Tensor total;   // [B, H, n, 1] log sum exp of the part's scores, natural
};

/// Attention to the keys of both: output = a exp(a.total - total) + b exp(b.total - total), total = logaddexp(a.total,
/// b.total), at least in f32 (FlashAttention, arXiv 2205.14135, section 3.1, tiling). Any device.
PartialAttention merge_attention(const PartialAttention& a, const PartialAttention& b);

/// Which tokens of a batch of rows belong together.
struct RowDocuments {
    torch::Tensor labels;   // i64 [B, T] on the device of the model: runs of equal numbers
    torch::Tensor borders;  // i32 [n + 1], same device: where runs start in the rows laid end to end, then B * T

    /// Finds the borders on the host, so that no step waits for the device. labels: i64 [B, T] on the CPU.
    static RowDocuments from(const torch::Tensor& labels, torch::Device device);
};

/// Attention inside whole rows for training, differentiable, without a T x T mask when a window is set.
/// q [B, H, T, h]; k, v [B, KV, T, h]; only tokens of one document see each other.
torch::Tensor attend_rows(const torch::Tensor& q, const torch::Tensor& k, const torch::Tensor& v, std::int64_t window,
                          const RowDocuments& documents);

/// Keys and values of one layer of one stream; keeps only what the window can still see. Not thread-safe.
class KeyValueCache {
public:
    explicit KeyValueCache(std::int64_t window) : window_(window) {}

    /// Holds what the window can still see of keys and values [B, KV, m, h], as constants.
    static KeyValueCache of(std::int64_t window, const torch::Tensor& keys, const torch::Tensor& values);

    /// Adds k, v [B, KV, n, h] and returns all that these n positions may see: [B, KV, m, h], m >= n.
    std::pair<torch::Tensor, torch::Tensor> append(const torch::Tensor& k, const torch::Tensor& v);

    /// What append would return, with the graph of k and v. The cache stays as it is.
    std::pair<torch::Tensor, torch::Tensor> joined(const torch::Tensor& k, const torch::Tensor& v) const;

    /// Shows what it holds; the visitor may put tensors of the same shape in its place. Nothing before the first token.
    void visit(const std::function<void(torch::Tensor&)>& visitor);

private:
    void make_room(const torch::Tensor& like, std::int64_t count);

    std::int64_t window_;
    std::int64_t length_ = 0;
    torch::Tensor keys_;  // [B, KV, capacity, h]
    torch::Tensor values_;
};

}  // namespace ttt
