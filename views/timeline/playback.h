// Where a playing run is: from seconds that passed to chunks. Pure; whoever owns it has the clock.
#pragma once

#include <cstdint>
#include <vector>

namespace ttt {

/// How long the chunks last at 1×.
enum class Pace { whole_run, as_recorded };

inline constexpr double whole_run_seconds = 20;

/// A position in a run's time that moves by advance(). Plain value.
class Playback {
public:
    /// `durations`: seconds of each chunk; NaN and negative count as 0. All 0: as whole_run().
    static Playback as_recorded(const std::vector<double>& durations);
    static Playback whole_run(std::int64_t steps);

    void go_to(std::int64_t step);
    /// Moves on by `seconds` of run time. At the end it stops, or goes on from the start when it loops.
    void advance(double seconds, bool loops);

    std::int64_t step() const;  // chunks that have passed
    bool at_end() const { return time_ >= length(); }
    double length() const { return ends_.empty() ? 0 : ends_.back(); }  // seconds at 1×

private:
    std::vector<double> ends_;  // seconds from the start to the end of each chunk
    double time_ = 0;
};

/// The speeds that '[' and ']' step through.
const std::vector<double>& speeds();
/// The next of speeds() above or below.
double faster(double speed);
double slower(double speed);

}  // namespace ttt
