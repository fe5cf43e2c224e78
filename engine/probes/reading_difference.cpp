#include "engine/probes/reading_difference.h"

#include "engine/probes/logit_blocks.h"
#include "engine/records/cancelled.h"

#include <torch/utils.h>

#include <algorithm>
#include <limits>

namespace ttt {
namespace {

using torch::Tensor;

/// What a read of one stretch of text leaves behind.
struct Reading {
    Tensor hidden;               // [n, d] of the adapted arm
    std::vector<Tensor> deltas;  // [K, d, f], as the layers wrote them
};

Reading read(ArmReader& reader, const Tensor& ids)
{
    Reading reading;
    ReadObservers observers;
    observers.on_write = [&reading](const WriteGroup& group) {
        reading.deltas.push_back(group.deltas * group.factors.view({-1, 1, 1}));
    };
    const ArmStates states = reader.read(ids, observers);
    reading.hidden = states.adapted.defined() ? states.adapted : states.frozen;
    return reading;
}

/// Appends max |difference of a logit| of each row.
void compare_logits(const Transformer& transformer, const Tensor& first, const Tensor& second,
                    std::vector<float>& result)
{
    for_each_logit_block(transformer, first.size(0), default_logit_bytes, [&](std::int64_t begin, std::int64_t end) {
        const Tensor change =
            transformer.logits(first.slice(0, begin, end)) - transformer.logits(second.slice(0, begin, end));
        const Tensor largest = change.abs().amax(-1).nan_to_num(std::numeric_limits<double>::infinity());
        const Tensor flat = largest.to(torch::TensorOptions(torch::kCPU).dtype(torch::kFloat32)).contiguous();
        result.insert(result.end(), flat.const_data_ptr<float>(), flat.const_data_ptr<float>() + flat.numel());
    });
}

bool differ(const std::vector<Tensor>& first, const std::vector<Tensor>& second)
{
    return !std::equal(first.begin(), first.end(), second.begin(), second.end(),
                       [](const Tensor& a, const Tensor& b) { return a.equal(b); });
}

}  // namespace

ReadingDifference reading_difference(ArmReader& first, ArmReader& second, const Tensor& first_text,
                                     const Tensor& second_text, std::int64_t chunk, const std::stop_token& cancel)
{
    const torch::NoGradGuard no_grad;
    if (first_text.sizes() != second_text.sizes())
        throw Error("[reading_difference] texts: expected equal lengths, got " + std::to_string(first_text.size(0)) +
                    " and " + std::to_string(second_text.size(0)));
    ReadingDifference difference;
    for (std::int64_t begin = 0; begin < first_text.size(0); begin += chunk) {
        if (cancel.stop_requested())
            throw Cancelled();
        const std::int64_t end = std::min(begin + chunk, first_text.size(0));
        const Reading one = read(first, first_text.slice(0, begin, end));
        const Reading other = read(second, second_text.slice(0, begin, end));
        compare_logits(first.transformer(), one.hidden, other.hidden, difference.by_item);
        if (difference.first_write < 0 && differ(one.deltas, other.deltas))
            difference.first_write = begin / chunk;
    }
    return difference;
}

}  // namespace ttt
