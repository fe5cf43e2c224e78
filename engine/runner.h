// The door to the engine: a run turns its input into a stream of records. No torch in this header.
#pragma once

#include "engine/run_body.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <stop_token>

namespace ttt {

/// One run. Create, use and destroy it on one thread. Frozen and adapted go together in one pass.
class Runner {
public:
    /// The run of a document or of a stream of images, as the method is for. Loads what it needs and checks every
    /// choice; throws ttt::Error with a sentence about the first that can't be, Cancelled when somebody asks to stop
    /// while the document is read.
    explicit Runner(const RunConfig& config, std::stop_token cancel = {});
    /// A run of any kind; not null.
    explicit Runner(std::unique_ptr<RunBody> body);

    const RunHeader& header() const { return body_->header(); }
    const RunInput& input() const { return body_->input(); }
    const DocumentRecord& document() const;  // of a run that reads a text, else an empty one

    /// The next step: scores its items with the weights as they are, then updates them. nullopt at the end, which is
    /// where the input ends, or where what learns has left the finite numbers (see records/divergence.h).
    std::optional<StepRecord> step() { return body_->step(); }

    /// Steps that were read already: step() hands them out at once.
    std::size_t ready() const { return body_->ready(); }

    /// Totals so far; `state` is running until step() has returned nullopt, then finished or diverged. `message` says
    /// at which step it diverged, or from which one on it is worse than frozen, as soon as that is known of the steps
    /// that were handed out.
    RunSummary summary() const { return body_->summary(); }

private:
    std::unique_ptr<RunBody> body_;
};

}  // namespace ttt
