// Bars of the error of each shift, frozen above adapted, painted by hand.
#pragma once

#include "views/images/shift_counts.h"
#include "views/selection.h"

#include <QAbstractScrollArea>

namespace ttt {

struct Theme;

/// Owned by ShiftsView. GUI thread; run and selection outlive it. Click or Enter locks the first image of a shift; Up
/// and Down choose one.
class ShiftChart : public QAbstractScrollArea {
    Q_OBJECT
public:
    ShiftChart(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    const std::vector<ShiftCounts>& rows() const { return rows_; }
    int row_at(QPointF point) const;  // -1: none
    QRectF row_rect(int row) const;   // in the viewport
    /// Of an arm's bar; empty: nothing was counted.
    QRectF bar_rect(int row, Arm arm) const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void read();
    void lay_out();
    int marked_row() const;  // of the selected place
    Place place_of(int row) const;
    void choose(int row);
    double x_of(double percent) const;
    void paint_row(QPainter& painter, int row, const Theme& colours) const;
    void paint_arm(QPainter& painter, int row, Arm arm, const Theme& colours) const;
    void paint_scale(QPainter& painter, const Theme& colours) const;
    QString empty_sentence() const;

    RunModel& run_;
    Selection& selection_;
    std::vector<ShiftCounts> rows_;
    double row_height_ = 1;
    double name_width_ = 1, words_width_ = 1;
    double most_ = 100;  // per cent, at the right end of the scale
};

/// "45.1 % (43.0 – 47.2)": of one arm; "–" when nothing was counted.
QString error_words(const ErrorCount& errors);
/// "45.1 → 22.3 %", of the arms that ran; "not yet", "no labels".
QString row_words(const ShiftCounts& errors);

}  // namespace ttt
