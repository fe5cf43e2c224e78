// In-Place TTT (arXiv 2604.06169) as a method: fast weights in the MLP down-projections, with their probes.
#pragma once

#include "engine/methods/method.h"
#include "engine/probes/drift_probe.h"
#include "engine/ttt/arm_reader.h"

namespace ttt {

class InPlace : public Method {
public:
    /// `config` is resolved.
    InPlace(ModelWeights weights, const RunConfig& config);

    std::vector<ChunkReport> read(const torch::Tensor& text, std::int64_t begin, std::int64_t end,
                                  const ShowStates& show) override;
    void launch(const torch::Tensor& text, std::int64_t begin, std::int64_t end, const ShowStates& show) override;
    std::vector<ChunkReport> collect() override;
    ArmStates read_on(const torch::Tensor& ids, bool learns) override { return reader_.read_on(ids, learns); }
    std::shared_ptr<const MethodState> state() override;
    void restore(const MethodState& state) override;
    void leave_out(std::optional<std::int64_t> chunk) override { reader_.leave_out(chunk); }
    void change_at(std::int64_t chunk, const RunConfig& config) override;
    bool works_ahead() const override { return frozen().weights().embedding.is_cuda(); }
    std::int64_t chunks_at_once() const override { return chunks_at_once_; }
    const Transformer& frozen() const override { return reader_.transformer(); }
    const Transformer& adapted() const override { return reader_.transformer(); }
    Spent spent() const override { return {probe_.update_time().seconds(), probe_.probe_time().seconds()}; }

private:
    ArmReader reader_;
    DriftProbe probe_;
    ReadObservers observers_;
    std::int64_t chunk_;
    std::int64_t chunks_at_once_;
    std::deque<std::int64_t> launched_;  // chunks of the stretches that were not collected yet
};

/// How many chunks a reading pass should take at once: as many as make long products, but not so many that a person
/// waits for them. It depends on the model, the chunk and the kind of device alone, so that a run can be repeated.
std::int64_t chunks_for_device(const ModelWeights& weights, std::int64_t chunk);

}  // namespace ttt
