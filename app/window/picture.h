// A view as a file: PNG or SVG at a chosen size.
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

class QWidget;

namespace ttt {

/// The widget laid out at `size` (logical pixels), drawn with `scale` device pixels for each. Its own size comes back.
QImage picture_of(QWidget& widget, QSize size, double scale = 2);

/// By the file's ending, .png or .svg. A sentence when it could not be written, else empty.
QString save_picture(QWidget& widget, const QString& path, QSize size, double scale = 2);

}  // namespace ttt
