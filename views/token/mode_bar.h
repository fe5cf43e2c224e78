// The segmented row of the colour modes; where it does not fit, one button with the same choices as a menu.
#pragma once

#include <QToolButton>
#include <QWidget>

#include <vector>

class QAction;

namespace ttt {

/// One segment: shows its action, filled while checked.
class SegmentButton : public QToolButton {
    Q_OBJECT
public:
    SegmentButton(QAction* action, QWidget* parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;
};

/// Owned by TokenView, which owns the actions. GUI thread.
class ModeBar : public QWidget {
    Q_OBJECT
public:
    explicit ModeBar(const std::vector<QAction*>& actions, QWidget* parent = nullptr);

    bool is_compact() const { return menu_button_->isVisibleTo(this); }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void actions_changed();
    int row_width() const;

    std::vector<SegmentButton*> segments_;
    QToolButton* menu_button_;
};

}  // namespace ttt
