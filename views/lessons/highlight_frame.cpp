#include "views/lessons/highlight_frame.h"

#include "views/theme.h"

#include <QEvent>
#include <QPainter>

namespace ttt {

namespace {

constexpr int thickness = 3;  // px
constexpr int fade_ms = 180;

}  // namespace

HighlightFrame::HighlightFrame(QWidget& target) : QWidget(target.window()), target_(&target)
{
    setObjectName(QStringLiteral("highlight"));
    setAttribute(Qt::WA_TransparentForMouseEvents);
    setFocusPolicy(Qt::NoFocus);
    // A parent moves without telling its children: all on the way up are watched.
    for (QWidget* widget = &target; widget && !widget->isWindow(); widget = widget->parentWidget())
        widget->installEventFilter(this);
    connect(&fade_, &QVariantAnimation::valueChanged, this, qOverload<>(&QWidget::update));
    fade_.setStartValue(0.0);
    fade_.setEndValue(1.0);
    fade_.setDuration(fade_ms);
    fade_.start();
    follow();
}

bool HighlightFrame::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::Move:
    case QEvent::Resize:
    case QEvent::Show:
    case QEvent::Hide:
    case QEvent::ZOrderChange:
        follow();
        break;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void HighlightFrame::follow()
{
    if (!target_)
        return hide();
    const QRect around(target_->mapTo(window(), QPoint(0, 0)), target_->size());
    setGeometry(around);
    setMask(QRegion(rect()).subtracted(rect().adjusted(thickness, thickness, -thickness, -thickness)));
    setVisible(target_->isVisibleTo(window()));
    raise();
}

void HighlightFrame::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    QColor colour = theme(palette()).mark;
    colour.setAlphaF(static_cast<float>(fade_.currentValue().toDouble()));
    painter.fillRect(rect(), colour);
}

}  // namespace ttt
