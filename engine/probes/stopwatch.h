// Wall time of one kind of work, added up over a step.
#pragma once

#include <chrono>

namespace ttt {

class Stopwatch {
public:
    /// Runs from its making to its end.
    class Lap {
    public:
        explicit Lap(Stopwatch& watch) : watch_(watch) {}
        ~Lap() { watch_.seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }
        Lap(const Lap&) = delete;
        Lap& operator=(const Lap&) = delete;

    private:
        Stopwatch& watch_;
        std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
    };

    void add(double seconds) { seconds_ += seconds; }
    void reset() { seconds_ = 0; }
    double seconds() const { return seconds_; }
    double milliseconds() const { return seconds_ * 1e3; }

private:
    double seconds_ = 0;
};

}  // namespace ttt
