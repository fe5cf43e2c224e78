// The strokes of a heat map.
#pragma once

#include "views/drift/chunk_axis.h"
#include "views/drift/heat_image.h"
#include "views/drift/map_layout.h"

#include <QString>

class QPainter;

namespace ttt {

struct Theme;

/// What is painted, gathered for one paint event. References outlive it.
struct MapPicture {
    const HeatImage& image;
    const Theme& theme;
    MapLayout layout;
    ChunkRange chunks;
    std::int64_t shown = 0;             // chunks up to the playhead
    std::int64_t bucket = 1;            // chunks in a column
    const QString& head;                // at the left above the cells
    const std::vector<QString>& names;  // of the rows

    ChunkAxis axis() const { return {chunks.first, chunks.last, layout.cells.left(), layout.cells.width()}; }
};

void paint_map_head(QPainter& painter, const MapPicture& picture);
void paint_map_cells(QPainter& painter, const MapPicture& picture);
void paint_map_labels(QPainter& painter, const MapPicture& picture);
/// Around one chunk over all rows.
void paint_map_frame(QPainter& painter, const MapPicture& picture, std::int64_t chunk, Qt::PenStyle style);
/// A small box beside the chunk, in the height of the row.
void paint_map_value(QPainter& painter, const MapPicture& picture, std::int64_t chunk, int row, const QString& text);
void paint_map_sentence(QPainter& painter, const MapPicture& picture, const QString& text);

}  // namespace ttt
