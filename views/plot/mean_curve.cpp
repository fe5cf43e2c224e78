#include "views/plot/mean_curve.h"

#include "engine/records/metrics.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double in_unit(MeanUnit unit, double mean)
{
    if (unit == MeanUnit::percent)
        return 100 * std::expm1(mean);
    return shown_mean(unit == MeanUnit::perplexity ? Transform::exp
                      : unit == MeanUnit::error    ? Transform::percent
                                                   : Transform::identity,
                      mean);
}

MeanCurve::MeanCurve(MeanKind kind, MeanUnit unit, std::int64_t window) : kind_(kind), unit_(unit)
{
    if (kind == MeanKind::windowed)
        recent_.assign(static_cast<std::size_t>(std::max<std::int64_t>(1, window)), nan);
}

void MeanCurve::add_chunk(std::span<const double> values)
{
    if (per_chunk())
        sum_ = count_ = 0;
    for (const double value : values) {
        if (kind_ == MeanKind::windowed) {
            add_to_window(value);
        } else if (!std::isnan(value)) {
            sum_ += value;
            ++count_;
        }
        if (!per_chunk())
            append_mean();
    }
    if (per_chunk() && !values.empty()) {
        const double middle = static_cast<double>(tokens_) + static_cast<double>(values.size() - 1) / 2;
        points_->append(middle, count_ > 0 ? in_unit(unit_, sum_ / static_cast<double>(count_)) : nan);
    }
    tokens_ += static_cast<std::int64_t>(values.size());
}

/// The ring turns: the newest value takes the place of the oldest.
void MeanCurve::add_to_window(double value)
{
    double& place = recent_[oldest_];
    if (!std::isnan(place)) {
        sum_ -= place;
        --count_;
    }
    place = value;
    if (!std::isnan(value)) {
        sum_ += value;
        ++count_;
    }
    if (++oldest_ < recent_.size())
        return;
    oldest_ = 0;
    sum_ = 0;  // summed anew once per turn, so that rounding errors do not pile up over a long run
    for (const double each : recent_)
        sum_ += std::isnan(each) ? 0 : each;
}

void MeanCurve::append_mean()
{
    points_->append(count_ > 0 ? in_unit(unit_, sum_ / static_cast<double>(count_)) : nan);
}

SmoothCurve::SmoothCurve(double points) : alpha_(2 / (points + 1)) {}

void SmoothCurve::follow(const MinMaxPyramid& raw, MeanUnit unit)
{
    const bool log = unit == MeanUnit::perplexity;
    for (std::int64_t at = points_->size(); at < raw.size(); ++at) {
        const double value = log ? std::log(raw.y(at)) : raw.y(at);
        const bool gap = !std::isfinite(value);
        if (!gap) {
            sum_ += alpha_ * (value - sum_);
            weight_ += alpha_ * (1 - weight_);
        }
        const double smooth = gap ? nan : log ? std::exp(sum_ / weight_) : sum_ / weight_;
        points_->append(raw.x(at), smooth);
    }
}

}  // namespace ttt
