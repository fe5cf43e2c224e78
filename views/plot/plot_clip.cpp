#include "views/plot/plot_clip.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace ttt {

namespace {

/// Where the segment meets the edge y.
QPointF crossing(QPointF from, QPointF to, double y)
{
    return {from.x() + (to.x() - from.x()) * (y - from.y()) / (to.y() - from.y()), y};
}

bool inside(QPointF point, ClipBand band)
{
    return point.y() >= band.top && point.y() <= band.bottom;
}

/// `point` moved along the segment to the band when it lies outside.
QPointF drawn_in(QPointF point, QPointF other, ClipBand band)
{
    const double edge = std::clamp(point.y(), band.top, band.bottom);
    return point.y() == edge ? point : crossing(point, other, edge);
}

bool beyond_the_same_edge(QPointF a, QPointF b, ClipBand band)
{
    return std::max(a.y(), b.y()) < band.top || std::min(a.y(), b.y()) > band.bottom;
}

/// Sutherland and Hodgman, for one edge: keeps what lies on the side of `sign`.
QList<QPointF> cut_at(const QList<QPointF>& polygon, double edge, double sign)
{
    QList<QPointF> kept;
    for (qsizetype at = 0; at < polygon.size(); ++at) {
        const QPointF from = polygon[at], to = polygon[(at + 1) % polygon.size()];
        const bool from_in = sign * (from.y() - edge) >= 0, to_in = sign * (to.y() - edge) >= 0;
        if (from_in)
            kept.push_back(from);
        if (from_in != to_in)
            kept.push_back(crossing(from, to, edge));
    }
    return kept;
}

}  // namespace

std::vector<QList<QPointF>> clipped_line(const QList<QPointF>& line, ClipBand band)
{
    std::vector<QList<QPointF>> pieces;
    QList<QPointF> piece;
    const auto close = [&] {
        if (!piece.empty())
            pieces.push_back(std::exchange(piece, {}));
    };
    for (qsizetype at = 0; at < line.size(); ++at) {
        const QPointF point = line[at];
        if (!std::isfinite(point.y())) {
            close();
            continue;
        }
        const bool follows = at > 0 && std::isfinite(line[at - 1].y());
        if (follows && !inside(line[at - 1], band) && !beyond_the_same_edge(line[at - 1], point, band))
            piece.push_back(drawn_in(line[at - 1], point, band));
        if (inside(point, band)) {
            piece.push_back(point);
            continue;
        }
        if (follows && !beyond_the_same_edge(line[at - 1], point, band))
            piece.push_back(drawn_in(point, line[at - 1], band));
        close();
    }
    close();
    return pieces;
}

QList<QPointF> clipped_polygon(const QList<QPointF>& polygon, ClipBand band)
{
    return cut_at(cut_at(polygon, band.top, 1), band.bottom, -1);
}

}  // namespace ttt
