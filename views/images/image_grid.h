// Where the cells of a grid of images lie: plain numbers, no widget.
#pragma once

#include <QRectF>

#include <array>
#include <cstdint>
#include <utility>

namespace ttt {

inline constexpr std::array image_sides{28, 42, 56, 84, 112, 168};  // of a picture on the screen, pixels
inline constexpr int usual_side = 42;

struct ImageGrid {
    static constexpr double frame = 3;  // around each picture, pixels
    static constexpr double gap = 3;    // between frames
    static constexpr double margin = 8;

    double side = usual_side;  // the longer one of a picture
    double aspect = 1;         // width / height of a picture
    double width = 1;          // of the viewport
    double scroll = 0;         // pixels above the viewport
    std::int64_t count = 0;    // cells

    double cell_width() const { return (aspect >= 1 ? side : side * aspect) + 2 * frame; }
    double cell_height() const { return (aspect >= 1 ? side / aspect : side) + 2 * frame; }
    double row_pitch() const { return cell_height() + gap; }
    std::int64_t columns() const;
    std::int64_t rows() const { return (count + columns() - 1) / columns(); }
    double height() const;  // of all rows with the margins

    QRectF cell(std::int64_t index) const;  // with its frame, in the viewport
    static QRectF picture(const QRectF& cell) { return cell.adjusted(frame, frame, -frame, -frame); }
    std::int64_t index_at(QPointF point) const;  // -1: no cell
    /// Cells [begin, end) of the rows that touch [top, bottom) of the viewport.
    std::pair<std::int64_t, std::int64_t> between(double top, double bottom) const;
};

}  // namespace ttt
