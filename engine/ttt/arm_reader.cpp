#include "engine/ttt/arm_reader.h"

#include "engine/model/stream_copy.h"

#include <algorithm>
#include <utility>

namespace ttt {

using torch::Tensor;

ModelConfig with_window(ModelConfig model, const RunConfig& config)
{
    if (config.window)
        std::fill(model.windows.begin(), model.windows.end(), *config.window);
    return model;
}

ModelWeights with_window(ModelWeights weights, const RunConfig& config)
{
    weights.config = with_window(std::move(weights.config), config);
    return weights;
}

ArmReader::ArmReader(ModelWeights weights, const RunConfig& config)
    : transformer_(with_window(std::move(weights), config)), stream_(transformer_.new_stream()),
      paired_(config.arms == Arms::paired)
{
    if (config.arms == Arms::frozen)
        return;
    change_at(0, config);
    for (const FastLayer& layer : rules_.front().layers)
        fast_.emplace_back(layer);
}

void ArmReader::change_at(std::int64_t chunk, const RunConfig& config)
{
    rules_.push_back({.first = chunk,
                      .embeds = config.target_source == TargetSource::input_embed,
                      .layers = make_fast_layers(transformer_.weights(), config)});
}

/// The last that begins at the chunk or before it.
std::vector<ArmReader::Rule>::const_iterator ArmReader::rule_of(std::int64_t chunk) const
{
    return std::prev(std::ranges::upper_bound(rules_, chunk, {}, &Rule::first));
}

ArmStates ArmReader::read(const Tensor& ids, const ReadObservers& observers)
{
    BlockHooks hooks{.observe = observers.on_attention};
    if (!fast_.empty())
        hooks.down = [&](std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input) {
            return down(layer, std::move(plain), keys, input, ids, observers);
        };
    const Tensor residual = transformer_.read_residual(ids.unsqueeze(0), stream_, hooks);
    if (observers.on_residual)
        observers.on_residual(arms(residual));
    return arms(transformer_.normed(residual));
}

ArmStates ArmReader::arms(const Tensor& hidden) const
{
    if (fast_.empty())
        return {.frozen = hidden[0], .adapted = {}};
    return {.frozen = paired_ ? hidden[0] : Tensor(), .adapted = hidden[hidden.size(0) - 1]};
}

ArmStates ArmReader::read_on(const Tensor& ids, bool writes)
{
    const bool parts = ids.dim() == 2;
    const Tensor rows = parts ? ids : ids.unsqueeze(0);
    if (parts && !is_parted_)
        stream_ = copy_stream(stream_, transformer_.weights(), rows.size(0));
    is_parted_ = is_parted_ || parts;
    BlockHooks hooks;
    if (!fast_.empty())
        hooks.down = [&](std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input) {
            return writes ? down(layer, std::move(plain), keys, input, rows[-1], {})
                          : down_unwritten(layer, std::move(plain), keys);
        };
    return arms(transformer_.read(rows, stream_, hooks));
}

ArmReader::State ArmReader::state() const
{
    const ModelWeights& weights = transformer_.weights();
    State state{copy_stream(stream_, weights), {}, is_parted_, bytes_of(stream_, weights)};
    for (const FastWeights& fast : fast_) {
        state.fast.push_back(fast.state());
        state.bytes += bytes_of(state.fast.back());
    }
    return state;
}

void ArmReader::restore(const State& state)
{
    stream_ = copy_stream(state.stream, transformer_.weights());
    is_parted_ = state.is_parted;
    for (std::size_t index = 0; index < fast_.size(); ++index)
        fast_[index].restore(state.fast[index]);
}

void ArmReader::leave_out(std::optional<std::int64_t> chunk)
{
    for (FastWeights& fast : fast_)
        fast.leave_out(chunk);
}

/// In fast_; its size where the layer is not fast.
std::size_t ArmReader::index_of(std::int64_t layer) const
{
    const auto fast =
        std::ranges::find_if(fast_, [&](const FastWeights& candidate) { return candidate.layer().index == layer; });
    return static_cast<std::size_t>(fast - fast_.begin());
}

Tensor ArmReader::down(std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor& input, const Tensor& ids,
                       const ReadObservers& observers)
{
    const std::size_t index = index_of(layer);
    if (index == fast_.size())
        return plain;
    const std::int64_t adapted = keys.size(0) - 1;  // the only row, or the second of two
    if (observers.on_keys)
        observers.on_keys(layer, keys[adapted]);
    const Tensor change = write(index, keys[adapted], input[adapted], ids, observers.on_write);
    if (observers.on_read)
        observers.on_read(layer, plain[adapted], change);
    return joined(std::move(plain), change);
}

/// Where the rule changes amid the tokens, they are read in parts. keys [n, f], input [n, d], ids i64 [n].
Tensor ArmReader::write(std::size_t index, const Tensor& keys, const Tensor& input, const Tensor& ids,
                        const WriteObserver& observe)
{
    FastWeights& fast = fast_[index];
    std::vector<Tensor> changes;
    for (std::int64_t begin = 0; begin < keys.size(0);) {
        const auto rule = rule_of(fast.updates());
        const auto next = std::next(rule);
        const FastLayer& layer = rule->layers[index];
        const std::int64_t read = fast.updates() * layer.rule.chunk + fast.tail_length();
        const std::int64_t end =
            next == rules_.end() ? keys.size(0) : std::min(keys.size(0), begin + next->first * layer.rule.chunk - read);
        if (rules_.size() > 1)
            fast.use(layer);
        const Tensor source =
            rule->embeds ? embed(transformer_.weights(), ids.slice(0, begin, end)) : input.slice(0, begin, end);
        changes.push_back(fast.forward(keys.slice(0, begin, end), source, observe));
        begin = end;
    }
    return changes.size() == 1 ? changes.front() : torch::cat(changes);
}

Tensor ArmReader::down_unwritten(std::int64_t layer, Tensor plain, const Tensor& keys) const
{
    const std::size_t index = index_of(layer);
    return index < fast_.size() ? joined(std::move(plain), fast_[index].read(keys[-1])) : plain;
}

/// What W0 answers with what the drift adds to the adapted row, [n, d]; the arms part ways where they were one row.
Tensor ArmReader::joined(Tensor plain, const Tensor& change) const
{
    if (paired_ && plain.size(0) == 1)
        return torch::cat({plain, plain + change});
    plain[-1] += change;
    return plain;
}

}  // namespace ttt
