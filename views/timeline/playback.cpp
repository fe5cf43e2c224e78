#include "views/timeline/playback.h"

#include <algorithm>
#include <cmath>

namespace ttt {

Playback Playback::as_recorded(const std::vector<double>& durations)
{
    Playback result;
    double end = 0;
    for (const double seconds : durations) {
        end += seconds > 0 ? seconds : 0;
        result.ends_.push_back(end);
    }
    return end > 0 ? result : whole_run(static_cast<std::int64_t>(durations.size()));
}

Playback Playback::whole_run(std::int64_t steps)
{
    Playback result;
    for (std::int64_t step = 1; step <= steps; ++step)
        result.ends_.push_back(whole_run_seconds * static_cast<double>(step) / static_cast<double>(steps));
    return result;
}

void Playback::go_to(std::int64_t step)
{
    const auto at = std::clamp<std::int64_t>(step, 0, static_cast<std::int64_t>(ends_.size()));
    time_ = at == 0 ? 0 : ends_[static_cast<std::size_t>(at) - 1];
}

void Playback::advance(double seconds, bool loops)
{
    time_ += seconds;
    if (loops && length() > 0)
        time_ = std::fmod(time_, length());
    time_ = std::min(time_, length());
}

std::int64_t Playback::step() const
{
    constexpr double rounding = 1e-9;  // seconds: sums of fractions reach their chunk's end
    return std::ranges::upper_bound(ends_, time_ + rounding) - ends_.begin();
}

const std::vector<double>& speeds()
{
    static const std::vector<double> all{0.25, 0.5, 1, 2, 4, 8, 16};
    return all;
}

double faster(double speed)
{
    const auto next = std::ranges::upper_bound(speeds(), speed);
    return next == speeds().end() ? speeds().back() : *next;
}

double slower(double speed)
{
    const auto here = std::ranges::lower_bound(speeds(), speed);
    return here == speeds().begin() ? speeds().front() : *(here - 1);
}

}  // namespace ttt
