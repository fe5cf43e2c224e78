// What all targets share: any bytes may end in a sentence, never in another exception, a crash, or a broken promise.
#pragma once

#include "engine/records/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace ttt::fuzz {

/// Calls work(); a sentence is a good answer, anything else that is thrown ends the fuzzer.
template <class Work>
void guarded(const Work& work)
{
    try {
        work();
    } catch (const Error&) {
    }
}

inline void require(bool holds, const char* promise)
{
    if (holds)
        return;
    std::fprintf(stderr, "broken: %s\n", promise);
    std::abort();
}

}  // namespace ttt::fuzz
