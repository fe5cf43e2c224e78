// What `ttt` tells its caller; `ttt --help` prints the same list.
#pragma once

#include "engine/records/error.h"

namespace ttt {

enum class ExitCode : int {
    done = 0,
    failed = 1,  // an Error, "different" from `ttt verify` and `ttt diff`, broken promises of `ttt check`, or a run
                 // that diverged
    usage = 2,
    cancelled = 130,  // 128 + SIGINT, as shells count
};

/// The command line itself is wrong; the sentence says what to write instead.
class UsageError : public Error {
public:
    using Error::Error;
};

}  // namespace ttt
