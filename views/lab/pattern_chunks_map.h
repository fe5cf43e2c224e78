// The heat map pattern x chunk: what each chunk's write alone did to the logit of B at the second A.
#pragma once

#include "views/drift/chunk_axis.h"
#include "views/lab/pattern_chunks_data.h"

#include <QAbstractScrollArea>
#include <QPointF>

#include <optional>

namespace ttt {

class RunModel;
struct Theme;

/// Where the parts lie in the viewport, device-independent pixels.
struct PatternChunksLayout {
    QRectF labels, cells, sums;  // columns of the same height: names, the map, predicted beside measured
    QRectF head, ticks;          // above and below the cells
    double pitch = 1;            // of a row
    double scroll = 0;

    double top_of(int row) const { return cells.top() + row * pitch - scroll; }
};

/// Owned by PatternChunksView; GUI thread.
/// Pointer: hover names a cell, click locks its chunk and item, the wheel scrolls, Ctrl+wheel zooms chunks,
/// double-click shows all of them. Keys: arrows (Shift: ten), Page Up/Down, Home/End, + - 0, Enter locks, Esc frees.
class PatternChunksMap : public QAbstractScrollArea {
    Q_OBJECT
public:
    PatternChunksMap(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    /// The trace belongs to the owner and stays until the next call; null: nothing.
    void set_trace(const PatternTrace* trace, PatternOrder order, PatternSaturation saturation);
    void set_fits(bool fits);  // all rows at once, however thin
    const PatternChunksImage& image() const { return image_; }

    PatternChunksLayout layout_now() const;
    ChunkAxis axis() const;
    std::int64_t chunks_per_column() const;
    QRectF cell_rect(int row, std::int64_t chunk) const;
    int row() const { return row_; }  // of the box; -1: none
    std::int64_t chunk() const { return chunk_; }
    QString value_text() const;  // what the box says
    QSize sizeHint() const override;

Q_SIGNALS:
    void density_changed();  // chunks_per_column() may be another

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void arrange();
    void follow_lock();
    double total() const;
    ChunkRange seen() const;
    void zoom(double factor, double anchor);
    void show_all_chunks();
    void point_at(QPointF at);
    void set_cell(int row, std::int64_t chunk, bool tell);
    Place place() const;
    void bring_into_view();
    QString row_name(int row) const;
    std::pair<int, int> rows_in_sight() const;

    // pattern_chunks_paint.cpp
    void paint_head(QPainter& painter, const Theme& theme) const;
    void paint_cells(QPainter& painter, const Theme& theme) const;
    void paint_names(QPainter& painter, const Theme& theme) const;
    void paint_sums(QPainter& painter, const Theme& theme) const;
    void paint_ticks(QPainter& painter, const Theme& theme) const;
    void paint_cursor(QPainter& painter, const Theme& theme) const;

    RunModel& run_;
    Selection& selection_;
    const PatternTrace* trace_ = nullptr;
    std::int64_t chunks_ = 0;  // of the last trace
    PatternChunksImage image_;
    bool fits_ = false;
    std::optional<ChunkRange> zoom_;
    int row_ = -1;
    std::int64_t chunk_ = -1;
};

}  // namespace ttt
