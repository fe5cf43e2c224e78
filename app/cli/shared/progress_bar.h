// One line on stderr that is written over and over, on a terminal only.
#pragma once

#include "engine/records/records.h"

#include <chrono>
#include <string>

namespace ttt {

class ProgressBar {
public:
    /// Shows nothing when `quiet`, or when stderr is no terminal.
    ProgressBar(const RunHeader& header, bool quiet);
    ~ProgressBar();
    ProgressBar(const ProgressBar&) = delete;
    ProgressBar& operator=(const ProgressBar&) = delete;

    void show(const StepRecord& step);

private:
    std::string line(const StepRecord& step, double seconds) const;

    using Clock = std::chrono::steady_clock;
    std::int64_t tokens_;
    std::int64_t steps_;
    bool is_text_;
    bool visible_;
    Clock::time_point started_ = Clock::now();
    Clock::time_point shown_{};
};

}  // namespace ttt
