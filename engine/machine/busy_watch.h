// OpenMP's threads spin while they wait for one another, and on a busy machine that is what a run spends its time on:
// each takes its share of the processor for waiting for one that has none. No torch in this header.
#pragma once

#include <memory>
#include <thread>

namespace ttt {

/// As long as somebody holds it: whenever this process does not get the processor time that it wants, waiting threads
/// go to sleep at once; when it gets it again, they spin, which is faster on a quiet machine. What a person sets
/// (OMP_WAIT_POLICY, GOMP_SPINCOUNT) stays, and where there is no libgomp or no /proc nothing changes. Any thread.
class BusyWatch {
public:
    /// One for the process.
    static std::shared_ptr<BusyWatch> hold();

    ~BusyWatch();
    BusyWatch(const BusyWatch&) = delete;
    BusyWatch& operator=(const BusyWatch&) = delete;

private:
    BusyWatch();

    std::jthread thread_;
};

}  // namespace ttt
