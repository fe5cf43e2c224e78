// Lines and areas cut at the upper and lower edge of a chart: not every painter clips, an SVG does not.
#pragma once

#include <QList>
#include <QPointF>

#include <vector>

namespace ttt {

/// Vertical edges in pixels, top < bottom.
struct ClipBand {
    double top, bottom;
};

/// The pieces of a line that lie within the band. A y that is not finite parts the line.
std::vector<QList<QPointF>> clipped_line(const QList<QPointF>& line, ClipBand band);

/// The part of a closed polygon within the band. All y finite.
QList<QPointF> clipped_polygon(const QList<QPointF>& polygon, ClipBand band);

}  // namespace ttt
