// Where the parts of a heat map lie in its widget.
#pragma once

#include <QRectF>

namespace ttt {

/// In device-independent pixels.
struct MapLayout {
    QRectF head;   // words at the left, colour bar at the right
    QRectF cells;  // all rows, with the gaps between them
    QRectF ticks;  // labels of chunks, below
    int rows = 0;

    QRectF row(int index) const;
    int row_at(double y) const;  // the nearest; 0 when there is none
};

/// `label_width`: of the widest layer name; `line`: height of a line of text.
MapLayout map_layout(QSizeF size, int rows, double label_width, double line);

}  // namespace ttt
