#include "engine/probes/attention_pattern.h"

#include "engine/probes/attention_weights.h"

#include <algorithm>

namespace ttt {

using torch::Tensor;

AttentionPattern empty_pattern(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end,
                               std::int64_t window)
{
    const std::int64_t first_key = window > 0 ? std::max<std::int64_t>(0, begin - window + 1) : 0;
    AttentionPattern pattern{.layer = layer,
                             .head = head,
                             .first_query = begin,
                             .first_key = first_key,
                             .queries = end - begin,
                             .keys = end - first_key,
                             .weights = {}};
    pattern.weights.assign(static_cast<std::size_t>(pattern.queries * pattern.keys), 0.0F);
    return pattern;
}

void fill_pattern(AttentionPattern& pattern, const Tensor& q, const Tensor& keys, std::int64_t end, std::int64_t window)
{
    const std::int64_t n = q.size(2);
    const std::int64_t first_row = std::max<std::int64_t>(0, pattern.first_query - (end - n));
    const std::int64_t last_row = std::min(n, pattern.first_query + pattern.queries - (end - n));
    if (first_row >= last_row)
        return;
    const std::int64_t row = q.size(0) - 1;  // the adapted one
    const std::int64_t key_head = pattern.head / (q.size(1) / keys.size(1));
    const std::int64_t unseen = n - last_row;  // keys behind the last query that is wanted
    const Tensor own = q.slice(0, row).slice(1, pattern.head, pattern.head + 1).slice(2, first_row, last_row);
    const Tensor seen = keys.slice(0, row).slice(1, key_head, key_head + 1).slice(2, 0, keys.size(2) - unseen);
    const Tensor weights =
        attention_weights(own, seen, window)[0][0].to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat32));

    const std::int64_t first_seen = end - keys.size(2);  // item of the first key
    const std::int64_t skipped = std::max<std::int64_t>(0, pattern.first_key - first_seen);
    const Tensor kept = weights.slice(1, skipped).contiguous();
    for (std::int64_t index = 0; index < kept.size(0); ++index) {
        const std::int64_t query = end - n + first_row + index - pattern.first_query;
        const float* from = kept.const_data_ptr<float>() + index * kept.size(1);
        std::copy(from, from + kept.size(1),
                  pattern.weights.begin() + query * pattern.keys + first_seen + skipped - pattern.first_key);
    }
}

}  // namespace ttt
