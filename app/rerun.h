// A logged run, set up to be computed again.
#pragma once

#include "app/temporary_text.h"
#include "engine/runner.h"

#include <memory>
#include <string>

namespace ttt {

class SessionReader;

/// The runner of the same configuration over the same tokens; it takes the text out of the session when the file is
/// gone or no longer the same. Throws Error when model, twin, tokens or images are not what they
/// were.
class Rerun {
public:
    Rerun(const SessionReader& reader, const std::string& run_id);

    Runner& runner() { return *runner_; }
    bool used_stored_text() const { return text_ != nullptr; }

private:
    // True when the tokens are those of the log.
    bool start(const RunConfig& config, const DocumentRecord& document);
    void start_images(const RunHeader& logged);
    bool start_with_stored_text(RunConfig config, const DocumentRecord& document);

    std::unique_ptr<TemporaryText> text_;
    std::unique_ptr<Runner> runner_;
};

}  // namespace ttt
