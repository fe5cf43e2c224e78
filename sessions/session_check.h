// Whether a session file keeps what README.md promises: every broken promise in a sentence.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace ttt {

struct BrokenPromise {
    std::string run;       // id of the run that it is about; empty: the file
    std::string sentence;  // one full sentence
};

struct SessionCheck {
    std::int64_t format = 0;  // 0: it has none
    std::int64_t runs = 0;    // that were looked at
    std::int64_t steps = 0;
    std::vector<BrokenPromise> broken;  // none: all is kept
};

/// Reads the whole file and changes nothing. Throws ttt::Error only when there is no such file.
SessionCheck check_session(const std::string& path);

}  // namespace ttt
