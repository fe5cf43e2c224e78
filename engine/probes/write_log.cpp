#include "engine/probes/write_log.h"

#include "engine/records/error.h"

#include <algorithm>
#include <cassert>
#include <cstdio>
#include <string>

namespace ttt {
namespace {

using torch::Tensor;

torch::ScalarType wide_type(const Tensor& like)
{
    return torch::promote_types(like.scalar_type(), torch::kFloat32);
}

std::string mebibytes(std::int64_t bytes)
{
    char text[40];
    std::snprintf(text, sizeof text, "%.0f MiB", static_cast<double>(bytes) / (1 << 20));
    return text;
}

WriteLog::Layer room_for(const FastLayer& layer, std::int64_t tokens)
{
    const auto options = layer.down.options();
    WriteLog::Layer room{.index = layer.index,
                         .rule = layer.rule,
                         .keys = {},
                         .targets = {},
                         .means = {},
                         .clip_scale = {},
                         .cap_scale = {1.0}};
    room.keys = torch::empty({tokens, layer.down.size(1)}, options);
    room.targets = torch::empty({tokens, layer.down.size(0)}, options);
    if (layer.rule.centre_keys)
        room.means =
            torch::empty({tokens / layer.rule.chunk, layer.down.size(1)}, options.dtype(wide_type(layer.down)));
    return room;
}

}  // namespace

WriteLog::WriteLog(const std::vector<FastWeights>& fast, std::int64_t tokens)
{
    for (const FastWeights& weights : fast)
        layers_.push_back(room_for(weights.layer(), tokens));
    const Tensor& down = fast.front().layer().down;
    frozen_ = torch::empty({tokens, down.size(0)}, down.options());
    adapted_ = torch::empty_like(frozen_);
    added_ = torch::zeros({tokens, down.size(0)}, down.options().dtype(wide_type(down)));
}

std::int64_t WriteLog::bytes_for(const std::vector<FastWeights>& fast, std::int64_t tokens)
{
    std::int64_t bytes = 0;
    for (const FastWeights& weights : fast) {
        const Tensor& down = weights.layer().down;
        const UpdateRule& rule = weights.layer().rule;
        const auto wide = static_cast<std::int64_t>(torch::elementSize(wide_type(down)));
        bytes += tokens * (down.size(0) + down.size(1)) * down.element_size();
        bytes += rule.centre_keys ? tokens / rule.chunk * down.size(1) * wide : 0;
    }
    const Tensor& down = fast.front().layer().down;
    const auto wide = static_cast<std::int64_t>(torch::elementSize(wide_type(down)));
    return bytes + tokens * down.size(0) * (2 * down.element_size() + wide);
}

/// The rows of the next `count` tokens.
Tensor WriteLog::next(const Tensor& rows, std::int64_t count) const
{
    return rows.narrow(0, items_, count);
}

WriteLog::Layer& WriteLog::at(std::int64_t index)
{
    const auto found =
        std::find_if(layers_.begin(), layers_.end(), [&](const Layer& layer) { return layer.index == index; });
    assert(found != layers_.end());
    return *found;
}

void WriteLog::keep_writes(const WriteGroup& group)
{
    Layer& layer = at(group.layer.index);
    const std::int64_t count = group.count();
    layer.targets.narrow(0, group.first * chunk(), count * chunk()).copy_(group.targets.flatten(0, 1));
    if (layer.means.defined())
        layer.means.narrow(0, group.first, count).copy_(group.keys.to(layer.means.scalar_type()).mean(1));
    const auto append = [&](std::vector<double>& values, const Tensor& more) {
        for (std::int64_t index = 0; index < count; ++index)
            values.push_back(more[index].item<double>());
    };
    append(layer.clip_scale, group.clip_scale);
    append(layer.cap_scale, group.cap_scale);
}

ReadObservers WriteLog::observers()
{
    ReadObservers observers;
    observers.on_keys = [this](std::int64_t layer, const Tensor& keys) {
        next(at(layer).keys, keys.size(0)).copy_(keys);
    };
    observers.on_read = [this](std::int64_t, const Tensor&, const Tensor& change) {
        next(added_, change.size(0)).add_(change);
    };
    observers.on_write = [this](const WriteGroup& group) { keep_writes(group); };
    observers.on_residual = [this](const ArmStates& residuals) {
        const std::int64_t count = residuals.adapted.size(0);
        next(frozen_, count).copy_(residuals.frozen);
        next(adapted_, count).copy_(residuals.adapted);
        items_ += count;
    };
    return observers;
}

void check_log_fits(std::int64_t needed, std::int64_t free)
{
    if (needed > free / 2)
        throw Error("Tracing this text would keep " + mebibytes(needed) +
                    " of keys and targets, more than half of the " + mebibytes(free) +
                    " of memory that are free; trace fewer tokens.");
}

}  // namespace ttt
