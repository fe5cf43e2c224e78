// The door to the engine: a run turns a document into a stream of records. No torch in this header.
#pragma once

#include "engine/records/records.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>

namespace ttt {

/// One run. Create, use and destroy it on one thread. Frozen and adapted go together in one pass.
class Runner {
public:
    /// Loads model and document and checks every choice; throws ttt::Error with a sentence about the first that can't
    /// be, Cancelled when somebody asks to stop while the document is read.
    explicit Runner(RunConfig config, std::stop_token cancel = {});
    ~Runner();
    Runner(Runner&&) noexcept;
    Runner& operator=(Runner&&) noexcept;

    const RunHeader& header() const;
    const RunInput& input() const;
    const DocumentRecord& document() const;  // of a run that reads one

    /// Reads the next chunk: scores it with the weights as they are, then updates them. nullopt at the end, which is
    /// where the text ends, or where what learns has left the finite numbers (see records/divergence.h).
    std::optional<StepRecord> step();

    /// Steps that were read already: step() hands them out at once.
    std::size_t ready() const;

    /// Totals so far; `state` is running until step() has returned nullopt, then finished or diverged. `message` says
    /// at which chunk it diverged as soon as that step was handed out.
    RunSummary summary() const;

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace ttt
