#include "views/plot/plot_curves.h"

#include "views/plot/plot_clip.h"
#include "views/plot/plot_dash.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr float faint_opacity = 0.45F, band_opacity = 0.16F;
constexpr double far_away = 1e6;     // pixels: more would overflow what a painter can take
constexpr double dot_length = 0.01;  // of a lone point, which the pen's square cap makes a dot

/// To the widget's pixels. The points' x is in axis units already.
QList<QPointF> to_pixels(const QList<QPointF>& points, const PlotScale& scale)
{
    const DrawRange range = scale.draw_range();
    const double left = range.to_axis(range.x_min), right = range.to_axis(range.x_max);
    const double x_scale = scale.area.width() / (right - left);
    QList<QPointF> pixels;
    pixels.reserve(points.size());
    for (const QPointF& point : points)
        pixels.emplace_back(scale.area.left() + (point.x() - left) * x_scale, scale.y_pixel(point.y()));
    return pixels;
}

ClipBand band_of(const PlotScale& scale)
{
    return {scale.area.top(), scale.area.bottom()};
}

/// A polygon has no gaps: what lies nowhere on a logarithmic axis lies far below it.
void close_gaps(QList<QPointF>& pixels)
{
    for (QPointF& pixel : pixels)
        pixel.setY(std::isnan(pixel.y()) ? far_away : std::clamp(pixel.y(), -far_away, far_away));
}

void paint_band(QPainter& painter, const DrawnBand& band, const PlotScale& scale)
{
    for (std::size_t part = 0; part < band.low.parts.size(); ++part) {
        QList<QPointF> outline = to_pixels(band.low.parts[part], scale);
        QList<QPointF> upper = to_pixels(band.high.parts[part], scale);
        std::reverse(upper.begin(), upper.end());
        outline += upper;
        close_gaps(outline);
        painter.drawPolygon(QPolygonF(clipped_polygon(outline, band_of(scale))));
    }
}

/// Segment by segment with square caps: as a stroke, a noisy line takes many times as long.
void paint_segments(QPainter& painter, const QList<QPointF>& piece)
{
    QList<QLineF> segments;
    segments.reserve(piece.size());
    for (qsizetype at = 1; at < piece.size(); ++at)
        segments.emplace_back(piece[at - 1], piece[at]);
    painter.drawLines(segments);
}

void paint_pieces(QPainter& painter, const std::vector<QList<QPointF>>& pieces)
{
    if (!paints_vectors(painter)) {
        for (const QList<QPointF>& piece : pieces)
            paint_segments(painter, piece);
        return;
    }
    QPainterPath path;  // one for the whole line: one element of a file
    for (const QList<QPointF>& piece : pieces)
        path.addPolygon(QPolygonF(piece));
    painter.setBrush(Qt::NoBrush);
    painter.drawPath(path);
}

void paint_line(QPainter& painter, const PlotLine& line, const DrawnLine& drawn, const PlotScale& scale,
                const Theme& theme)
{
    QColor colour = line.colour.in(theme);
    if (line.faint)
        colour.setAlphaF(faint_opacity);
    std::vector<QList<QPointF>> pieces;
    for (const QList<QPointF>& part : drawn.parts)
        for (QList<QPointF>& run : clipped_line(to_pixels(part, scale), band_of(scale))) {
            if (run.size() == 1)
                run.push_back(run.front() + QPointF(dot_length, 0));
            for (QList<QPointF>& piece : dashes(run, line.style, line.width))
                pieces.push_back(std::move(piece));
        }
    QPen pen(colour, line.width, Qt::SolidLine, line.style == Qt::SolidLine ? Qt::SquareCap : Qt::FlatCap);
    if (paints_vectors(painter))
        pen.setJoinStyle(Qt::RoundJoin);
    painter.setPen(pen);
    paint_pieces(painter, pieces);
}

}  // namespace

bool paints_vectors(const QPainter& painter)
{
    const QPaintEngine* engine = painter.paintEngine();
    return engine && (engine->type() == QPaintEngine::SVG || engine->type() == QPaintEngine::Pdf ||
                      engine->type() == QPaintEngine::Picture);
}

void paint_curves(QPainter& painter, const PlotData& data, const PlotLayout& layout, const Theme& theme)
{
    painter.setPen(Qt::NoPen);
    for (std::size_t at = 0; at < data.bands.size(); ++at) {
        QColor colour = data.bands[at].colour.in(theme);
        colour.setAlphaF(band_opacity);
        painter.setBrush(colour);
        paint_band(painter, layout.bands[at], layout.scale);
    }
    for (const bool faint : {true, false})
        for (std::size_t at = 0; at < data.lines.size(); ++at)
            if (data.lines[at].faint == faint)
                paint_line(painter, data.lines[at], layout.lines[at], layout.scale, theme);
}

}  // namespace ttt
