// The bars of the timeline: one for each chunk, as high as its drift, with the playhead.
#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

class RunModel;
class Selection;

/// The chunk under a place of the bar, and the place of a chunk's left end.
std::int64_t chunk_at_px(double px, double width, std::int64_t total);
double px_of_chunk(std::int64_t chunk, double width, std::int64_t total);

/// For each of `columns` the largest value of the chunks that touch it; NaN where none has one.
std::vector<double> largest_per_column(const std::vector<double>& values, std::int64_t total, int columns);

/// Owned by Timeline; GUI thread. Pressing and dragging scrubs, hovering previews a chunk.
class Scrubber : public QWidget {
    Q_OBJECT
public:
    Scrubber(RunModel& run, Selection& selection, QWidget* parent);

    /// By chunk: the largest drift_relative of the fast layers, as far as it has arrived.
    const std::vector<double>& heights();
    std::int64_t total() const;   // that the bar spans
    std::int64_t unread() const;  // of a run that ended early: the chunks behind its end
    QSize sizeHint() const override;

Q_SIGNALS:
    void scrubbed(std::int64_t steps);  // by the user: show so many

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    void begin();
    int bar_width() const;
    void scrub(double px);
    void paint_bars(QPainter& painter);
    void paint_playhead(QPainter& painter);
    void paint_selected(QPainter& painter);

    RunModel& run_;
    Selection& selection_;
    std::vector<double> heights_;
    double highest_ = 0;
};

}  // namespace ttt
