// How the outcome of a sweep is drawn: points with intervals over one setting, coloured cells over two.
#pragma once

#include "views/plot/sweep_grid.h"
#include "views/theme.h"

#include <QFontMetricsF>
#include <QRectF>

class QPainter;

namespace ttt {

/// Where things lie in a picture of this size, in device-independent pixels. A plain value.
class SweepLayout {
public:
    SweepLayout(const SweepGrid& grid, QSizeF size, const QFontMetricsF& metrics);

    QRectF field() const { return field_; }     // inside the axes
    QRectF place(const SweepCell& cell) const;  // its column of the field, or its cell of the map
    double y_of(double value) const;            // kept inside of the field
    bool is_outside(double value) const { return value > top_; }
    double bottom() const { return bottom_; }  // of the shown values
    double top() const { return top_; }
    int cell_at(QPointF at) const;  // -1: none

private:
    void find_range();

    const SweepGrid& grid_;
    QRectF field_;
    double bottom_ = 0, top_ = 1;
};

/// chosen: index of the cell with a frame; -1: none.
void paint_sweep(QPainter& painter, const SweepGrid& grid, const SweepLayout& layout, const Theme& theme, int chosen);

}  // namespace ttt
