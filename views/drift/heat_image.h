// One metric of a run as an image: one pixel per layer and chunk, 256 colours, filled as chunks arrive.
#pragma once

#include "views/drift/heat_range.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace ttt {

class RunModel;
struct Theme;

/// Plain value, GUI thread. All that has arrived is in it; what is shown of it is the painter's choice, so that moving
/// the playhead costs nothing and never changes what a colour means.
class HeatImage {
public:
    explicit HeatImage(Metric metric = Metric::drift_relative, RangeRule rule = RangeRule::automatic);

    /// Takes over what arrived since the last call. False: nothing did.
    bool update(const RunModel& run);

    Metric metric() const { return metric_; }
    RangeRule rule() const { return rule_; }
    HeatRange range() const { return range_; }
    bool clamped() const { return finder_.largest() > range_.high; }
    const std::vector<std::int32_t>& layers() const { return layers_; }  // row by row
    const QImage& cells() const { return cells_; }       // [layers, chunks of the whole run], Format_Indexed8
    std::int64_t rewrites() const { return rewrites_; }  // how often a new range coloured everything again

private:
    void begin(std::vector<std::int32_t> layers);
    void make_room(const RunModel& run);
    void colour(const RunModel& run, std::int64_t begin, std::int64_t end);

    Metric metric_;
    RangeRule rule_;
    RangeFinder finder_;
    HeatRange range_;
    std::vector<std::int32_t> layers_;
    QImage cells_;
    std::int64_t done_ = 0;  // chunks taken over
    std::int64_t rewrites_ = 0;
};

/// Chunks [begin, end) of `cells`, `bucket` of them in a column, the strongest wins. begin: a multiple of bucket.
QImage pooled(const QImage& cells, std::int64_t begin, std::int64_t end, std::int64_t bucket, bool diverging);

/// The 256 colours of a map.
QList<QRgb> heat_colours(const Theme& theme, bool diverging);

}  // namespace ttt
