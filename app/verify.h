// A logged run, computed again and compared record by record. The same for the terminal and the window.
#pragma once

#include "app/record_run.h"
#include "sessions/run_info.h"

#include <cstdint>
#include <stop_token>
#include <string>

namespace ttt {

class Runner;
class SessionReader;

struct Verdict {
    std::string run;
    std::int64_t steps = 0;  // compared
    std::string difference;  // a sentence; empty: identical
    std::string note;        // a sentence about how it was computed; may be empty
    bool cancelled = false;
};

/// `again`: the run that was logged, about to be computed anew. Else as below.
Verdict verify(const SessionReader& reader, const RunInfo& logged, Runner& again, const std::stop_token& cancel,
               const ShowStep& show);

/// `logged`: from the reader. `show` gets each logged step once it was compared. Throws ttt::Error when the run can't
/// be computed again. Call it on the thread that may use all cores.
Verdict verify(const SessionReader& reader, const RunInfo& logged, const std::stop_token& cancel, const ShowStep& show);

/// "identical: 512 steps of run 037e88a2", "different: ...", with the note below.
std::string text_of(const Verdict& verdict);

}  // namespace ttt
