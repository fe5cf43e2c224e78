// From values to pixels and back: the geometry of a Plot as plain numbers.
#pragma once

#include "views/plot/downsample.h"

#include <QRectF>

#include <utility>

namespace ttt {

using Span = std::pair<double, double>;  // from, to; from < to

/// `area` in widget coordinates; the ends of a logarithmic axis lie above 0.
struct PlotScale {
    QRectF area;
    double x_min = 0, x_max = 1;
    double y_min = 0, y_max = 1;
    bool log_x = false, log_y = false;

    double x_pixel(double x) const;
    double x_at(double pixel) const;
    double y_pixel(double y) const;  // NaN: nowhere on a logarithmic axis
    double y_at(double pixel) const;
    DrawRange draw_range() const;

    /// The range `factor` times as wide (below 1: zoom in), `pixel` staying where it is.
    Span x_zoomed(double factor, double pixel) const;
    Span y_zoomed(double factor, double pixel) const;
    /// The range after the content was dragged by so many pixels.
    Span x_panned(double pixels) const;
    Span y_panned(double pixels) const;
};

/// `span` moved, and shortened if it must be, to lie in `limits`, not narrower than 2^-22 of them. log: on a log axis.
Span clamped(Span span, Span limits, bool log);

}  // namespace ttt
