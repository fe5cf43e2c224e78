// All attention heads as dots: how much each looks at what followed before, and how much it copies that.
#pragma once

#include "engine/records/heads.h"

#include <QWidget>

#include <vector>

namespace ttt {

enum class HeadText { random, document };  // the text that the scores come from

/// Owned by its view; GUI thread. Pointing at a dot names the head and lights its layer, a click chooses it. Keys: Left
/// and Right one head, Up and Down one layer, Home/End, Enter chooses, Esc lets go.
class HeadsScatter : public QWidget {
    Q_OBJECT
public:
    explicit HeadsScatter(QWidget* parent = nullptr);

    /// `even`: prefix matching of a head that looks at all it sees alike; NaN: not known.
    void set_heads(std::vector<HeadScore> heads, HeadText text, double even);
    void set_chosen(int head);  // index; -1: none
    int chosen() const { return chosen_; }
    int current() const { return current_; }  // under the pointer or the caret; -1: none
    /// Heads of another model, drawn as diamonds in the same axes, and its name; on random tokens only.
    void set_recorded(std::vector<HeadScore> heads, const QString& name);
    const std::vector<HeadScore>& recorded() const { return recorded_; }
    QPointF dot_of(int head) const;  // NaN where there is no score
    QRectF plot_rect() const;
    QString words(int head) const;  // "layer 5 · head 3 …"
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void head_chosen(int head);

protected:
    void paintEvent(QPaintEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

private:
    QPointF place_of(double prefix, double copying) const;
    double prefix(int head) const;
    double copying(int head) const;
    int head_at(QPointF at) const;
    int head_beside(int layers) const;
    int count() const { return static_cast<int>(heads_.size()); }
    double radius() const;
    void set_current(int head);
    void paint_axes(QPainter& painter) const;
    void paint_dots(QPainter& painter) const;
    void paint_recorded(QPainter& painter) const;
    void set_range();
    void paint_layers(QPainter& painter) const;
    void paint_words(QPainter& painter) const;

    std::vector<HeadScore> heads_, recorded_;
    QString recorded_name_;
    HeadText text_ = HeadText::random;
    double low_ = -1, high_ = 1;  // of copying
    double even_ = 0;
    int layers_ = 1;
    int chosen_ = -1, current_ = -1;
};

}  // namespace ttt
