// A button of the timeline: a sign drawn with the palette's text colour, so that it is right in light and dark.
#pragma once

#include <QToolButton>

namespace ttt {

enum class Sign { none, start, step_back, play, pause, step_forward, end, loop };

/// GUI thread. Sign::none: its text instead.
class TimelineButton : public QToolButton {
    Q_OBJECT
public:
    TimelineButton(Sign sign, const QString& name, const QString& tip, QWidget* parent);

    void set_sign(Sign sign);
    Sign sign() const { return sign_; }
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Sign sign_;
};

}  // namespace ttt
