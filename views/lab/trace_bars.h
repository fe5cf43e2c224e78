// A bar for every chunk: what it added to a logit, or took from it. Painted by hand.
#pragma once

#include "views/drift/chunk_axis.h"

#include <QWidget>

#include <functional>
#include <vector>

namespace ttt {

struct Theme;

/// What is drawn. Plain values.
struct TraceBarsData {
    std::int64_t first = 0;     // chunk of terms[0]
    std::int64_t end = 0;       // of the axis: at least first + terms.size()
    std::vector<double> terms;  // NaN: none
    std::int64_t mark = -1;     // a chunk with a line: whose logit was asked, or who taught
    QString caption = {};       // above the bars
};

/// Owned by its view; GUI thread. Where chunks share a pixel, the column reaches from the lowest to the highest.
/// Pointer: hover names a chunk, click chooses it. Keys: Left/Right one bar, with Shift ten, Home/End, Enter, Esc.
class TraceBars : public QWidget {
    Q_OBJECT
public:
    explicit TraceBars(QWidget* parent = nullptr);

    void set_data(TraceBarsData data);
    const TraceBarsData& data() const { return data_; }
    void set_selected(std::int64_t chunk);  // -1: none
    /// What the box says of a chunk, lines parted by \n.
    void set_value_text(std::function<QString(std::int64_t)> words) { value_text_ = std::move(words); }
    std::int64_t current() const { return current_; }  // under the pointer or the caret; -1: none

    QRectF plot_rect() const;
    double x_of(std::int64_t chunk) const;  // the middle of its bar
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void hovered(qint64 chunk);  // -1: left
    void chosen(qint64 chunk);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    static constexpr double side = 12, top_margin = 6;  // pixels
    static constexpr int digits = 3;                    // of the labels of y

    struct Range {
        double low = 0, high = 0;
    };

    ChunkAxis axis() const;
    Range range() const;
    double term(std::int64_t chunk) const;
    std::int64_t chunk_at(QPointF point) const;
    void set_current(std::int64_t chunk);
    void paint_frame(QPainter& painter, const Theme& theme) const;
    void paint_ticks(QPainter& painter, const Theme& theme) const;
    void paint_bars(QPainter& painter, const Theme& theme) const;
    void paint_place(QPainter& painter, const Theme& theme, std::int64_t chunk, bool box) const;
    void paint_box(QPainter& painter, const Theme& theme, double x, const QString& words) const;

    TraceBarsData data_;
    std::function<QString(std::int64_t)> value_text_;
    std::int64_t current_ = -1;
    std::int64_t selected_ = -1;
};

}  // namespace ttt
