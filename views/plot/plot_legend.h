// The legend of a Plot: a row, or a few, above the chart.
#pragma once

#include "views/plot/plot_data.h"

#include <QFont>
#include <QRectF>
#include <QSet>

class QPainter;

namespace ttt {

enum class LegendSign { line, area, dot };

struct LegendEntry {
    QString name;
    PlotColour colour;
    LegendSign sign = LegendSign::line;
    Qt::PenStyle style = Qt::SolidLine;
    bool hollow = false;
    bool hidden = false;  // by the reader
};

/// The named series of the data, one entry for each name.
std::vector<LegendEntry> legend_entries(const PlotData& data);

/// The data without the points of the hidden series and of what is part of them; every series keeps its place.
PlotData without_hidden(PlotData data, const QSet<QString>& hidden);

/// One place per entry, from left to right and on into the next row; a name that is wider than a row is cut by the
/// painter. Widths include the sign.
std::vector<QRectF> legend_places(const std::vector<double>& widths, double available, double row_height, double gap);

/// Places for the entries in this font, the first at (0, 0).
std::vector<QRectF> legend_places(const std::vector<LegendEntry>& entries, double available, const QFont& font);

void paint_legend(QPainter& painter, const std::vector<LegendEntry>& entries, const std::vector<QRectF>& places,
                  const Theme& theme);

}  // namespace ttt
