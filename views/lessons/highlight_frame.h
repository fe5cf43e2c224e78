// A coloured frame around a part of the window that a lesson speaks of. The mouse goes through it.
#pragma once

#include <QPointer>
#include <QVariantAnimation>
#include <QWidget>

namespace ttt {

/// Child of the target's window, over everything, only as large as the frame. Dies with the window; follows the target
/// and hides with it. GUI thread.
class HighlightFrame : public QWidget {
    Q_OBJECT
public:
    explicit HighlightFrame(QWidget& target);

    QWidget* target() const { return target_; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;

private:
    void follow();

    QPointer<QWidget> target_;
    QVariantAnimation fade_;
};

}  // namespace ttt
