// A view as a file: PNG, SVG or PDF, at a size of the screen or of a printed page.
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include <optional>

class QWidget;

namespace ttt {

/// `size`: logical pixels that the widget is laid out at, 96 to the inch. On paper it is as large as `millimetres`
/// says, its letters are those of a printed figure (8 pt) and its colours the light ones.
struct PictureSize {
    QSize size;
    QSizeF millimetres = {};  // empty: for the screen

    bool on_paper() const { return !millimetres.isEmpty(); }
};

/// "1200 x 700" in pixels, "170 x 90 mm", "3.3 x 2.2 in"; a width on paper alone ("85 mm") gets a height that suits it.
/// nullopt: it is no size, or one that no picture has.
std::optional<PictureSize> picture_size(const QString& text);

/// The widget laid out at `size` (logical pixels), drawn with `scale` device pixels for each. Its own size comes back.
QImage picture_of(QWidget& widget, QSize size, double scale = 2);

/// By the file's ending, .png, .svg or .pdf; a PNG has two dots for each pixel, on paper 300 to the inch. A sentence
/// when it could not be written, else empty. What the widget is comes back.
QString save_picture(QWidget& widget, const QString& path, const PictureSize& size);

}  // namespace ttt
