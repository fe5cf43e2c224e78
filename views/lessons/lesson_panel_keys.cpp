// Keyboard and frames of the lesson's panel.
#include "views/lessons/choice_ask.h"
#include "views/lessons/curve_ask.h"
#include "views/lessons/highlight_frame.h"
#include "views/lessons/lesson_focus.h"
#include "views/lessons/lesson_panel.h"
#include "views/lessons/lesson_player.h"
#include "views/lessons/step_dots.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QShortcut>

namespace ttt {

void LessonPanel::take_focus()
{
    if (!isVisible() || !player_.is_open())
        return;
    const bool open = !player_.reply();
    if (open && learner_row_->isVisible())
        learner_->setFocus();
    else if (open && choice_->isVisible() && !choice_->options().isEmpty())
        choice_->setFocus();
    else if (open && curve_->isVisible())
        curve_->setFocus();
    else
        setFocus();
}

/// From the name to the answers, to the sketch, to the buttons: answers are made for each question, and what is made
/// last would come last.
void LessonPanel::order_keys()
{
    QWidget* before = learner_;
    const auto follow = [&before](QWidget* next) {
        setTabOrder(before, next);
        before = next;
    };
    for (QWidget* button : choice_->findChildren<QAbstractButton*>(QString(), Qt::FindDirectChildrenOnly))
        follow(button);
    for (QWidget* next : {static_cast<QWidget*>(curve_), static_cast<QWidget*>(back_), static_cast<QWidget*>(next_),
                          static_cast<QWidget*>(dots_)})
        follow(next);
}

void LessonPanel::go_to_framed()
{
    for (const QPointer<HighlightFrame>& frame : frames_)
        if (QWidget* target = frame && frame->target() ? keyboard_target(*frame->target()) : nullptr) {
            target->setFocus(Qt::ShortcutFocusReason);
            return;
        }
}

void LessonPanel::choose_space(QWidget* focused)
{
    space_->setEnabled(isVisible() && player_.is_open() && player_.is_completed(player_.current()) &&
                       !wants_space(focused));
}

void LessonPanel::keyPressEvent(QKeyEvent* event)
{
    QScrollBar* bar = area_->verticalScrollBar();
    switch (event->key()) {
    case Qt::Key_Backspace:
        return player_.back();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return go_to_framed();
    case Qt::Key_PageDown:
        return bar->setValue(bar->value() + bar->pageStep());
    case Qt::Key_PageUp:
        return bar->setValue(bar->value() - bar->pageStep());
    case Qt::Key_Down:
        return bar->setValue(bar->value() + bar->singleStep());
    case Qt::Key_Up:
        return bar->setValue(bar->value() - bar->singleStep());
    default:
        return QWidget::keyPressEvent(event);
    }
}

void LessonPanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && player_.is_open() && dots_)
        refresh_status();
}

void LessonPanel::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh_highlight();
    if (player_.is_open())
        refresh_status();
}

void LessonPanel::hideEvent(QHideEvent* event)
{
    QWidget::hideEvent(event);
    clear_highlight();
    space_->setEnabled(false);
}

}  // namespace ttt
