// The lines and bands of a Plot.
#pragma once

#include "views/plot/plot_layout.h"

class QPainter;

namespace ttt {

/// Whether what is painted stays lines and letters (SVG, PDF): then nothing may go through a picture.
bool paints_vectors(const QPainter& painter);

/// Bands, then faint lines, then lines, each in the order of the data: the last one lies on top.
void paint_curves(QPainter& painter, const PlotData& data, const PlotLayout& layout, const Theme& theme);

}  // namespace ttt
