// The mean of a value per token as a curve over tokens or chunks, and what is drawn of it. Pure, no widget.
#pragma once

#include "views/plot/minmax_pyramid.h"

#include <memory>
#include <span>

namespace ttt {

enum class MeanKind { so_far, windowed, per_chunk };

/// What a mean becomes on the axis.
enum class MeanUnit {
    plain,       // the mean itself: an error, a rank
    perplexity,  // exp(mean)
    percent,     // 100 (exp(mean) - 1), of a mean difference
    error,       // 100 mean, per cent of what is wrong
};
double in_unit(MeanUnit unit, double mean);

/// Values arrive chunk by chunk; NaN does not count. One point per token at x = its index (so far, windowed), or one
/// per chunk in the middle of its tokens. A place where nothing counted is a gap.
class MeanCurve {
public:
    /// window: tokens, for MeanKind::windowed.
    MeanCurve(MeanKind kind, MeanUnit unit, std::int64_t window = 1);

    void add_chunk(std::span<const double> values);
    const std::shared_ptr<MinMaxPyramid>& points() const { return points_; }
    bool per_chunk() const { return kind_ == MeanKind::per_chunk; }

private:
    void add_to_window(double value);
    void append_mean();

    MeanKind kind_;
    MeanUnit unit_;
    std::vector<double> recent_;  // windowed: the last `window` values, a ring
    std::size_t oldest_ = 0;
    std::int64_t tokens_ = 0;
    double sum_ = 0;
    std::int64_t count_ = 0;
    std::shared_ptr<MinMaxPyramid> points_ = std::make_shared<MinMaxPyramid>();
};

/// Smoothing: exponential mean with α = 2 / (n + 1) of log y over n points, weights summing to 1 from the first point
/// on. A gap stays a gap.
class SmoothCurve {
public:
    explicit SmoothCurve(double points);

    /// Takes what has come to `raw` since. Perplexity is smoothed as its logarithm, all else as it is.
    void follow(const MinMaxPyramid& raw, MeanUnit unit);
    const std::shared_ptr<MinMaxPyramid>& points() const { return points_; }

private:
    double alpha_;
    double sum_ = 0, weight_ = 0;
    std::shared_ptr<MinMaxPyramid> points_ = std::make_shared<MinMaxPyramid>();
};

}  // namespace ttt
