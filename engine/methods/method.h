// What every method of test-time training is to a run: it reads a stream with the weights as they are, shows what it
// predicted, and learns afterwards. A new one is a pair of files, a line in registry.cpp, and a test.
#pragma once

#include "engine/model/transformer.h"
#include "engine/probes/chunk_report.h"
#include "engine/records/run_config.h"
#include "engine/ttt/arm_states.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace ttt {

/// Shown the states of what was just read, before anything is learned from it. Row r of the states predicts the token
/// after r; `predicted` i64 [n or n - 1] holds these tokens, one less where the text ends.
using ShowStates = std::function<void(const ArmStates& states, const torch::Tensor& predicted)>;

/// All that reading changes, to go on from the same place more than once. Shares no tensor with the method.
struct MethodState {
    MethodState() = default;
    virtual ~MethodState() = default;
    MethodState(const MethodState&) = delete;
    MethodState& operator=(const MethodState&) = delete;

    virtual std::int64_t bytes() const = 0;
};

/// One stream of one document; one thread. Start a new one at a document border.
class Method {
public:
    virtual ~Method() = default;

    /// Reads the tokens [begin, end) of text i64 [T] on the device of the weights; what was read before ends at
    /// `begin`, which is a multiple of the chunk. Calls `show` for stretches in their order, each before what is
    /// learned from it. The tokens behind `end` change nothing, but that the first of them is predicted (and learned
    /// from, once its prediction was shown). Returns one report per chunk, up to the first that failed: a number that
    /// is not finite any more gives a sentence that names chunk and layer.
    virtual std::vector<ChunkReport> read(const torch::Tensor& text, std::int64_t begin, std::int64_t end,
                                          const ShowStates& show) = 0;

    /// The same in two halves, so that a GPU goes on while the host looks at what it got: launch() may return before
    /// the device has finished, collect() waits for the oldest stretch that was launched and returns its reports.
    virtual void launch(const torch::Tensor& text, std::int64_t begin, std::int64_t end, const ShowStates& show)
    {
        read_.push_back(read(text, begin, end, show));
    }
    virtual std::vector<ChunkReport> collect()
    {
        std::vector<ChunkReport> reports = std::move(read_.front());
        read_.pop_front();
        return reports;
    }

    /// Whether launch() returns early, so that it pays to launch the next stretch before collecting this one.
    virtual bool works_ahead() const { return false; }

    /// Chunks that are best read at once. How a text is cut into calls changes nothing but the rounding of sums.
    virtual std::int64_t chunks_at_once() const { return 1; }

    /// Reads on, token by token or more at once: i64 [n] of one text, or [2, n] of the arms' own, frozen and adapted,
    /// from then on. Where it `learns`, what a chunk teaches is learned as soon as the chunk is complete (by gradients:
    /// when the token behind it is known, too); else the tokens count as context only, and no more may be learned from
    /// before restore(). Returns states of the last tokens, at least one; the last row predicts what comes next.
    /// Throws ttt::Error when a number is not finite any more. Not to be mixed with read().
    virtual ArmStates read_on(const torch::Tensor& ids, bool learns) = 0;
    virtual std::shared_ptr<const MethodState> state() = 0;
    virtual void restore(const MethodState& state) = 0;
    /// This chunk of the text, counted from 0, will be read, but nothing learned from it; nullopt: all teach.
    virtual void leave_out(std::optional<std::int64_t> chunk) = 0;

    /// From this chunk on, counted from 0, it learns as `config` says: resolved, and of a kind that branch_problem()
    /// lets through (engine/run_branch.h). Told before anything is read, later chunks later.
    virtual void change_at(std::int64_t chunk, const RunConfig& config) = 0;

    /// Whose head turns states into logits. They change with what is learned, if the method changes heads.
    virtual const Transformer& frozen() const = 0;
    virtual const Transformer& adapted() const = 0;

    /// Seconds so far that went into updates, and into probes of them.
    struct Spent {
        double updates = 0;
        double probes = 0;
    };
    virtual Spent spent() const = 0;

private:
    std::deque<std::vector<ChunkReport>> read_;  // of stretches that were read when they were launched
};

}  // namespace ttt
