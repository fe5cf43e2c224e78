// What pointer and keys do to the bars.
#include "views/lab/trace_bars.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr std::int64_t big_move = 10;  // bars, with Shift

}  // namespace

void TraceBars::set_current(std::int64_t chunk)
{
    if (chunk == current_)
        return;
    current_ = chunk;
    setAccessibleDescription(chunk >= 0 && value_text_ ? value_text_(chunk) : QString());
    update();
    Q_EMIT hovered(chunk);
}

void TraceBars::mouseMoveEvent(QMouseEvent* event)
{
    set_current(chunk_at(event->position()));
}

void TraceBars::mousePressEvent(QMouseEvent* event)
{
    const std::int64_t chunk = chunk_at(event->position());
    if (event->button() == Qt::LeftButton && chunk >= 0)
        Q_EMIT chosen(chunk);
}

void TraceBars::leaveEvent(QEvent*)
{
    set_current(-1);
}

void TraceBars::focusOutEvent(QFocusEvent* event)
{
    if (!underMouse())
        set_current(-1);
    QWidget::focusOutEvent(event);
}

void TraceBars::keyPressEvent(QKeyEvent* event)
{
    const auto count = static_cast<std::int64_t>(data_.terms.size());
    const std::int64_t last = data_.first + count - 1;
    const std::int64_t by = event->modifiers() & Qt::ShiftModifier ? big_move : 1;
    const auto go = [&](std::int64_t chunk) {
        if (count > 0)
            set_current(std::clamp(chunk, data_.first, last));
    };
    switch (event->key()) {
    case Qt::Key_Left:
        return go(current_ < 0 ? last : current_ - by);
    case Qt::Key_Right:
        return go(current_ < 0 ? data_.first : current_ + by);
    case Qt::Key_Home:
        return go(data_.first);
    case Qt::Key_End:
        return go(last);
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current_ >= 0)
            Q_EMIT chosen(current_);
        return;
    case Qt::Key_Escape:
        if (current_ >= 0)
            return set_current(-1);
        [[fallthrough]];
    default:
        QWidget::keyPressEvent(event);
    }
}

}  // namespace ttt
