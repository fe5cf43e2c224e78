#include "engine/methods/in_place.h"

#include <torch/utils.h>

#include <algorithm>
#include <utility>

namespace ttt {

using torch::Tensor;

namespace {

struct InPlaceState final : MethodState {
    explicit InPlaceState(ArmReader::State of_reader) : reader(std::move(of_reader)) {}
    std::int64_t bytes() const override { return reader.bytes; }

    ArmReader::State reader;
};

}  // namespace

std::int64_t chunks_for_device(const ModelWeights& weights, std::int64_t chunk)
{
    struct Limits {
        std::int64_t tokens;
        std::int64_t products;  // multiply-adds: a tenth of a second or so
    };
    constexpr Limits cpu{256, std::int64_t{1} << 33};
    constexpr Limits gpu{16384, std::int64_t{1} << 44};
    const Limits& limits = weights.embedding.is_cuda() ? gpu : cpu;
    return std::max<std::int64_t>(1, std::min(limits.tokens, limits.products / parameter_count(weights)) / chunk);
}

InPlace::InPlace(ModelWeights weights, const RunConfig& config)
    : reader_(std::move(weights), config), probe_(config.probes, config.chunk), chunk_(config.chunk),
      chunks_at_once_(chunks_for_device(reader_.transformer().weights(), config.chunk))
{
    observers_.on_read = [this](std::int64_t layer, const Tensor& plain, const Tensor& change) {
        probe_.on_read(layer, plain, change);
    };
    observers_.on_write = [this](const WriteGroup& group) { probe_.on_write(group); };
}

std::vector<ChunkReport> InPlace::read(const Tensor& text, std::int64_t begin, std::int64_t end, const ShowStates& show)
{
    launch(text, begin, end, show);
    return collect();
}

void InPlace::launch(const Tensor& text, std::int64_t begin, std::int64_t end, const ShowStates& show)
{
    const torch::NoGradGuard no_grad;
    if (!reader_.fast().empty())
        probe_.begin(begin / chunk_);
    const ArmStates states = reader_.read(text.slice(0, begin, end), observers_);
    show(states, text.slice(0, begin + 1, end + 1));
    launched_.push_back((end - begin + chunk_ - 1) / chunk_);
}

void InPlace::change_at(std::int64_t chunk, const RunConfig& config)
{
    if (!reader_.fast().empty())
        reader_.change_at(chunk, config);
}

std::shared_ptr<const MethodState> InPlace::state()
{
    return std::make_shared<InPlaceState>(reader_.state());
}

void InPlace::restore(const MethodState& state)
{
    reader_.restore(dynamic_cast<const InPlaceState&>(state).reader);
}

std::vector<ChunkReport> InPlace::collect()
{
    const std::int64_t chunks = launched_.front();
    launched_.pop_front();
    if (reader_.fast().empty())  // there is nothing to report
        return std::vector<ChunkReport>(static_cast<std::size_t>(chunks));
    return probe_.finish();
}

}  // namespace ttt
