// What a Plot paints around and over its lines. Free functions; the painter's font is the widget's.
#pragma once

#include "views/plot/plot_layout.h"

#include <QFont>

class QPainter;

namespace ttt {

/// Of tick labels, legend and value box: a little smaller than the widget's.
QFont small_font(const QFont& font);

void paint_grid(QPainter& painter, const PlotScale& scale, const std::vector<Tick>& x_ticks,
                const std::vector<Tick>& y_ticks, const Theme& theme);
/// Labels stay inside [0, width].
void paint_labels(QPainter& painter, const PlotScale& scale, const std::vector<Tick>& x_ticks,
                  const std::vector<Tick>& y_ticks, double width, const Theme& theme);
/// The names of the axes, the y axis' turned upward.
void paint_titles(QPainter& painter, const PlotLayout& layout, const PlotAxes& axes, const Theme& theme);
/// "3 values above 200 not shown"; empty: all are.
QString unseen_text(qint64 count, bool above, double limit, const QString& suffix);
/// In the upper and the lower right corner of the chart.
void paint_unseen(QPainter& painter, const PlotLayout& layout, const PlotAxes& axes, const Theme& theme);
/// Returns how many were painted: bars of one pixel column become one.
qint64 paint_bars(QPainter& painter, const PlotBars& bars, const PlotScale& scale, const Theme& theme);
void paint_references(QPainter& painter, const std::vector<PlotRule>& rules, const PlotScale& scale,
                      const Theme& theme);
void paint_marks(QPainter& painter, const std::vector<PlotRule>& rules, const PlotScale& scale, const Theme& theme);

/// The box beside x, on the side that has room.
QRectF value_box_place(QSizeF size, double x_pixel, const QRectF& area);
void paint_crosshair(QPainter& painter, const PlotScale& scale, double x, const QString& text, const Theme& theme);

}  // namespace ttt
