// The strokes of the grid of images: frames that tell what became of an image, pictures, marks.
#pragma once

#include "views/images/image_items.h"
#include "views/theme.h"

#include <QImage>
#include <QPen>
#include <QRectF>

class QPainter;

namespace ttt {

/// Told apart without colours, too: right is thin, broken dashed, no label dotted.
QPen frame_pen(Outcome outcome, const Theme& theme);
/// Just inside the cell.
void paint_frame(QPainter& painter, const QRectF& cell, Outcome outcome, const Theme& theme);
/// Null: a grey place-holder. Pixels stay pixels when they are magnified.
void paint_picture(QPainter& painter, const QRectF& place, const QImage& image, const Theme& theme);
/// Around the cell, in theme.mark.
void paint_mark(QPainter& painter, const QRectF& cell, Qt::PenStyle style, double width, const Theme& theme);

}  // namespace ttt
