// All that a Plot computes before it paints: ranges, ticks, places, and the points that are drawn. No widget.
#pragma once

#include "views/plot/plot_data.h"
#include "views/plot/plot_legend.h"
#include "views/plot/plot_scale.h"
#include "views/plot/plot_ticks.h"
#include "views/plot/plot_y_range.h"

#include <QFont>
#include <QSizeF>

namespace ttt {

struct PlotZoom {
    std::optional<Span> x, y;  // nullopt: the home range
};

struct PlotLayout {
    PlotScale scale;
    std::vector<Tick> x_ticks, y_ticks;
    std::vector<LegendEntry> legend;
    std::vector<QRectF> legend_places;  // in widget coordinates
    std::vector<DrawnLine> lines;       // as in the data
    std::vector<DrawnBand> bands;
    qint64 drawn = 0, stored = 0;  // points of the series that has the most; dots and bars: see painters
    UnseenValues unseen;           // of the home range; whoever zooms y knows
    QPointF x_title, y_title;      // their middles; where an axis has no name: nowhere

    bool empty() const { return stored == 0; }
};

PlotLayout lay_out(const PlotData& data, const PlotAxes& axes, const PlotZoom& zoom, QSizeF size, const QFont& font);

}  // namespace ttt
