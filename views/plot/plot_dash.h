// Dashes that are measured along x, not along the line.
#pragma once

#include <QList>
#include <QPointF>

#include <vector>

namespace ttt {

/// Cuts a line of ascending x (pixels) into the pieces that a pen of this style and width draws; a solid pen gives the
/// line itself. A pen's own dashes run along the line: on a noisy curve they are thousands of specks, costly and
/// unreadable. The pattern begins at x = 0, so that it stands still while a line grows.
std::vector<QList<QPointF>> dashes(const QList<QPointF>& line, Qt::PenStyle style, double width);

}  // namespace ttt
