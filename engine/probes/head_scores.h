// What the attention heads of a model do with a text, two numbers per head:
//
// Prefix matching: the attention mass of a query n on all positions m <= n that follow an earlier occurrence of its
// token, x[m - 1] = x[n] with m - 1 < n, averaged over the queries for which the window holds at least one such m. Of
// arXiv 2209.11895 (there on random tokens that repeat) and of TransformerLens' head_detector (induction heads); on
// text a token may have stood at several earlier places, and all of them count. 1: the head always looks at what came
// next. Whoever looks at everything alike scores something, too: the share of such m among what the query sees.
//
// Copying: sum over k of a[n, k] c_k, averaged over all queries; c_k as in engine/probes/head_copying.h.
//
// An induction head has both: it finds what came next, and raises its logit.
#pragma once

#include "engine/probes/head_copying.h"

#include <cstdint>
#include <vector>

namespace ttt {

struct HeadMeans {
    double prefix = 0;   // in [0, 1]; NaN: no query had a match in sight
    double copying = 0;  // standard deviations; NaN: nothing was read
    double even = 0;     // what `prefix` would be if the head looked at all it sees alike
};

/// Adds up over the queries of one text, or of several one after another. Hand on_attention to the reader of each text.
/// One thread.
class HeadMeter {
public:
    /// `copying` must outlive the meter. Attention is made at most `block_bytes` at a time.
    HeadMeter(const HeadCopying& copying, const ModelConfig& config, std::int64_t block_bytes = 64 << 20);

    /// A text that is read from its start, by a reader that starts with it: tokens i64 [T] on the model's device.
    void begin(torch::Tensor tokens);

    /// As AttentionObserver. Of several rows the last is measured: the adapted one.
    void on_attention(std::int64_t layer, const torch::Tensor& q, const torch::Tensor& keys,
                      const torch::Tensor& values, std::int64_t window);

    /// [layers][heads]
    std::vector<std::vector<HeadMeans>> means() const;

private:
    struct Layer {
        std::int64_t position = 0;  // tokens of the text that were read
        torch::Tensor copying;      // c_k of the visible keys, f32 [H, m]
        torch::Tensor prefix_sum;   // f64 [H]
        torch::Tensor copying_sum;  // f64 [H]
        double even_sum = 0;
        std::int64_t matched = 0;  // queries that had a match in sight
        std::int64_t queries = 0;
    };

    void add_copying(std::int64_t layer, const torch::Tensor& values, std::int64_t count);
    void add_queries(Layer& state, const torch::Tensor& q, const torch::Tensor& keys, std::int64_t first,
                     std::int64_t window);

    const HeadCopying& copying_;
    std::int64_t heads_;
    std::int64_t block_bytes_;
    torch::Tensor tokens_;
    std::vector<Layer> layers_;
};

/// bool [n, m]: key j of m follows an earlier occurrence of the token of query i of the last n, and i sees it.
/// tokens i64 [m + 1]: those of the keys, with the one before the first of them in front (-1: there was none).
torch::Tensor prefix_matches(const torch::Tensor& tokens, std::int64_t n, std::int64_t window);

}  // namespace ttt
