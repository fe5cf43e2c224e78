// The outcome of a sweep over one setting or two: point at a place to read it, click to choose it.
#pragma once

#include "views/plot/sweep_paint.h"

#include <QWidget>

namespace ttt {

/// GUI thread. Arrows choose, too.
class SweepChart : public QWidget {
    Q_OBJECT
public:
    explicit SweepChart(QWidget* parent = nullptr);

    /// The best is chosen, unless a person's choice is still there.
    void set_grid(SweepGrid grid);
    const SweepGrid& grid() const { return grid_; }
    /// A muted sentence in the middle while there is nothing to draw.
    void set_empty_text(const QString& text);

    int chosen() const { return chosen_; }  // index of a cell; -1: none
    void choose(int cell);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosen_changed();

protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;  // tips

private:
    SweepLayout layout_now() const;
    void step(int x, int y);

    SweepGrid grid_;
    QString empty_text_;
    int chosen_ = -1;
    bool is_own_choice_ = false;  // of a person
};

}  // namespace ttt
