// The dots of a Plot: painting many, finding one.
#pragma once

#include "views/plot/plot_data.h"
#include "views/plot/plot_scale.h"

class QPainter;

namespace ttt {

struct DotPlace {
    int series = -1;
    qint64 index = -1;

    bool operator==(const DotPlace&) const = default;
    explicit operator bool() const { return series >= 0; }
};

/// Dots whose x lies in [from, to], of those that are shown: [first, second).
std::pair<qint64, qint64> dots_between(const PlotDots& dots, double from, double to);

/// The dot nearest to `at` within `reach` pixels.
DotPlace nearest_dot(const std::vector<PlotDots>& all, const PlotScale& scale, QPointF at, double reach);

/// The next dot in order of x (then of series) after `from`, or before it when `forward` is false. Without `from`:
/// the first whose x is not less than `x` (not greater than). None left: {}.
DotPlace next_dot(const std::vector<PlotDots>& all, DotPlace from, double x, bool forward);

/// Returns how many pixels got a dot: dots that fall on one pixel count once.
qint64 paint_dots(QPainter& painter, const PlotDots& dots, const PlotScale& scale, const Theme& theme, double ratio);

/// The ring around the highlighted dot.
void paint_highlight(QPainter& painter, const PlotDots& dots, const PlotScale& scale, const Theme& theme);

}  // namespace ttt
