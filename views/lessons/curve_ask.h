// A curve that is sketched before it is shown: drag with the mouse, or choose points and lift them by keys.
#pragma once

#include "views/lessons/lesson.h"

#include <QWidget>

#include <vector>

namespace ttt {

/// GUI thread. Keys: Left and Right choose a point, Up and Down move it (with Shift finely), Home and End, Enter
/// commits.
class CurveAsk : public QWidget {
    Q_OBJECT
public:
    explicit CurveAsk(QWidget* parent = nullptr);

    void set_ask(const LessonAsk& ask);
    /// Shows a committed sketch with the truth over it. No more can be drawn.
    void reveal(const std::vector<double>& sketch, const std::vector<double>& truth);
    bool is_revealed() const { return !truth_.empty(); }
    const std::vector<double>& sketch() const { return sketch_; }
    int chosen() const { return chosen_; }

    QSize sizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QPointF place_of(int point, double value) const;

Q_SIGNALS:
    void sketched();  // the first point was moved
    void committed(const std::vector<double>& points);

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;

private:
    QRectF plot() const;
    void draw_to(const QPointF& pointer);
    void set_value(int point, double value);
    void tell();
    void paint_axes(QPainter& painter) const;
    void paint_curve(QPainter& painter, const std::vector<double>& values, const QColor& colour,
                     Qt::PenStyle style) const;
    void paint_key(QPainter& painter) const;

    LessonAsk ask_;
    std::vector<double> sketch_, truth_;
    int chosen_ = 0;
    int dragged_ = -1;  // the point that the drag passed last
    bool touched_ = false;
};

}  // namespace ttt
