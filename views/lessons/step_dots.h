// The steps of a lesson as a row of dots: done, current, to come. Always live: any of them is one key or click away.
#pragma once

#include <QWidget>

namespace ttt {

class LessonPlayer;

/// GUI thread; the player outlives it. Keys: Left, Right, Home, End.
class StepDots : public QWidget {
    Q_OBJECT
public:
    explicit StepDots(LessonPlayer& player, QWidget* parent = nullptr);

    QSize sizeHint() const override;
    QPointF centre_of(int step) const;

protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

private:
    int step_at(const QPointF& point) const;
    QString words_of(int step) const;
    double radius() const;

    LessonPlayer& player_;
    int hovered_ = -1;
};

}  // namespace ttt
