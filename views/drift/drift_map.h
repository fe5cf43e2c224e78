// The heat map itself: layer × chunk of one metric, painted by hand, with axes, colour bar and the selected chunk.
#pragma once

#include "views/drift/map_paint.h"

#include <QPointF>
#include <QWidget>

#include <functional>
#include <optional>

namespace ttt {

class RunModel;
class Selection;

/// What a map calls its parts; what is empty is said of layers and chunks.
struct MapWords {
    QString head;        // "layer × chunk"
    QString value;       // "chunk %1 · %2 %3": step, row, value
    QString empty;       // where the run has no values
    QString accessible;  // "Heat map, layer by chunk"
    std::function<QString(std::int32_t)> row_name;
};

/// Of the layers of the run, which outlives them.
MapWords layer_words(const RunModel& run);

/// Owned by the view; GUI thread.
/// Pointer: wheel zooms around the pointer, drag pans, double-click shows all, hover previews, click locks.
/// Keys: Left/Right one chunk, with Shift ten, Up/Down another layer, Home/End, + and - zoom, 0 all, Enter locks, Esc
/// frees.
class DriftMap : public QWidget {
    Q_OBJECT
public:
    DriftMap(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    void show_metric(Metric metric, RangeRule rule);
    void set_words(MapWords words);
    /// Brought up to date with the model.
    const HeatImage& image();

    /// Chunks that are seen. Setting it (linked axes) emits nothing; nullopt: the whole run.
    ChunkRange chunks() const;
    void set_chunks(std::optional<ChunkRange> chunks);
    double total() const;  // chunks of the whole run

    /// 1, or how many chunks the strongest stands for.
    std::int64_t chunks_per_column() const;
    MapLayout layout() const;
    ChunkAxis axis() const;
    int row() const { return row_; }  // whose value the box tells
    /// "chunk 111 · L5 0.31"; empty where nothing is selected.
    QString value_text() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chunks_changed(double first, double last);  // by the user
    void density_changed();                          // chunks_per_column() may be another

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    struct Press {
        QPointF at;
        ChunkRange chunks;
        bool drags = false;
    };

    void follow_selection();
    std::int64_t chunk_at(QPointF position) const;  // -1: no chunk that is shown
    void change_chunks(std::optional<ChunkRange> chunks);
    void drag(QPointF position);
    void go_to(std::int64_t chunk);
    void change_row(int by);
    bool move_by_key(const QKeyEvent& event);
    bool zoom_by_key(const QKeyEvent& event);
    QString empty_sentence() const;
    std::vector<QString> row_names() const;

    RunModel& run_;
    Selection& selection_;
    MapWords words_;
    HeatImage image_;
    std::optional<ChunkRange> zoom_;
    std::optional<Press> press_;
    int row_ = 0;
};

}  // namespace ttt
