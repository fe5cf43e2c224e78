// What the map of patterns and chunks draws: which patterns are asked, their order, their terms as an image.
#pragma once

#include "engine/records/trace.h"
#include "views/drift/heat_range.h"
#include "views/selection.h"

#include <QImage>

#include <cstdint>
#include <vector>

namespace ttt {

class RunModel;

enum class PatternPick {
    largest,  // those with the largest |logit change|
    between,  // all in the chunks from the pinned to the locked place
};

enum class PatternOrder { place, measured };

inline constexpr std::size_t most_patterns = 200;  // of the pick `largest`

/// Items of predicted B's among the patterns that are shown, ascending.
std::vector<std::int64_t> pick_patterns(const RunModel& run, PatternPick pick, Place pinned, Place locked);

/// Where the colours end. A fixed size above 0, or found in the terms.
struct PatternSaturation {
    RangeRule rule = RangeRule::automatic;
    double fixed = 0;

    bool operator==(const PatternSaturation&) const = default;
};

/// Plain value, GUI thread. Row r draws pattern order[r]; a logit that rose is negative here, since the diverging
/// palette has what became easier at its lower end.
class PatternChunksImage {
public:
    PatternChunksImage() = default;
    PatternChunksImage(const PatternTrace& trace, PatternOrder order, PatternSaturation saturation);

    int rows() const { return static_cast<int>(order_.size()); }
    std::size_t pattern(int row) const { return order_[static_cast<std::size_t>(row)]; }
    int row_of(std::size_t pattern) const;          // -1: not here
    const QImage& cells() const { return cells_; }  // [rows, chunks], Format_Indexed8
    HeatRange range() const { return range_; }
    bool clamped() const { return largest_ > range_.high; }

private:
    std::vector<std::size_t> order_;
    QImage cells_;
    HeatRange range_{1, true};
    double largest_ = 0;
};

}  // namespace ttt
