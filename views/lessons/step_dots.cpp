#include "views/lessons/step_dots.h"

#include "views/lessons/lesson_player.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>

#include <algorithm>

namespace ttt {

StepDots::StepDots(LessonPlayer& player, QWidget* parent) : QWidget(parent), player_(player)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    const auto refresh = [this] {
        setAccessibleName(tr("Steps of the lesson"));
        setAccessibleDescription(player_.is_open() ? words_of(player_.current()) : QString());
        update();
    };
    connect(&player, &LessonPlayer::looked, this, refresh);
    connect(&player, &LessonPlayer::left, this, refresh);
    refresh();
}

double StepDots::radius() const
{
    return fontMetrics().height() * 0.32;
}

QSize StepDots::sizeHint() const
{
    return {fontMetrics().height() * 8, fontMetrics().height() * 3 / 2};
}

/// In the middle of equal parts, never further apart than they can be taken in at a glance.
QPointF StepDots::centre_of(int step) const
{
    const int count = std::max(1, player_.count());
    const double pitch = std::min(width() / static_cast<double>(count), fontMetrics().height() * 2.4);
    const double left = (width() - pitch * count) / 2;
    return {left + pitch * (step + 0.5), height() / 2.0};
}

int StepDots::step_at(const QPointF& point) const
{
    if (!player_.is_open())
        return -1;
    int nearest = 0;
    for (int step = 1; step < player_.count(); ++step)
        if (std::abs(centre_of(step).x() - point.x()) < std::abs(centre_of(nearest).x() - point.x()))
            nearest = step;
    return nearest;
}

QString StepDots::words_of(int step) const
{
    const QString place = tr("Step %1 of %2").arg(step + 1).arg(player_.count());
    const QString state = player_.is_completed(step)  ? tr("done")
                          : step == player_.current() ? tr("here")
                                                      : tr("to come");
    return place + QStringLiteral(", ") + state;
}

void StepDots::paintEvent(QPaintEvent*)
{
    if (!player_.is_open())
        return;
    const Theme& colours = theme(palette());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colours.border, 2));
    painter.drawLine(centre_of(0), centre_of(player_.count() - 1));
    for (int step = 0; step < player_.count(); ++step) {
        const bool here = step == player_.current(), done = player_.is_completed(step);
        const double size = radius() * (here ? 1.35 : step == hovered_ ? 1.15 : 1);
        painter.setPen(QPen(here ? colours.mark : done ? colours.adapted : colours.muted, here ? 3 : 1.5));
        painter.setBrush(done ? colours.adapted : colours.panel);
        painter.drawEllipse(centre_of(step), size, size);
    }
    if (!hasFocus())
        return;
    painter.setPen(QPen(colours.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
}

bool StepDots::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    if (const int step = step_at(help->pos()); step >= 0)
        show_tip(help->globalPos(), words_of(step), this);
    return true;
}

void StepDots::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        player_.go(player_.current() - 1);
        break;
    case Qt::Key_Right:
        player_.go(player_.current() + 1);
        break;
    case Qt::Key_Home:
        player_.go(0);
        break;
    case Qt::Key_End:
        player_.go(player_.count() - 1);
        break;
    default:
        return QWidget::keyPressEvent(event);
    }
    setFocus();  // a step with a question took it
}

void StepDots::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        player_.go(step_at(event->position()));
}

void StepDots::mouseMoveEvent(QMouseEvent* event)
{
    hovered_ = step_at(event->position());
    update();
}

void StepDots::leaveEvent(QEvent*)
{
    hovered_ = -1;
    update();
}

}  // namespace ttt
