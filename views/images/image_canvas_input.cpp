// Mouse and keys of the grid of images: hover previews, click locks, Esc frees, double-click pins.
#include "views/images/image_canvas.h"
#include "views/images/image_words.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>

namespace ttt {

namespace {

constexpr int wheel_click = 120;  // eighths of a degree

}  // namespace

Place ImageCanvas::place_at(QPointF point) const
{
    const std::int64_t item = item_at(point);
    return item < 0 ? Place{} : Place{run_.step_of(item), item};
}

void ImageCanvas::hover_at(QPointF point)
{
    const Place place = place_at(point);
    viewport()->setCursor(place ? Qt::PointingHandCursor : Qt::ArrowCursor);
    selection_.hover(place);
}

void ImageCanvas::mouseMoveEvent(QMouseEvent* event)
{
    pointer_ = event->position();
    pointer_inside_ = true;
    hover_at(pointer_);
}

bool ImageCanvas::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave && pointer_inside_) {
        pointer_inside_ = false;
        selection_.hover({});
    }
    return QAbstractScrollArea::viewportEvent(event);
}

/// To the first and the last image, though the window has these keys for the playhead.
bool ImageCanvas::event(QEvent* event)
{
    if (event->type() == QEvent::ShortcutOverride) {
        const auto* key = static_cast<QKeyEvent*>(event);
        if (key->modifiers() == Qt::ControlModifier && (key->key() == Qt::Key_Home || key->key() == Qt::Key_End))
            event->accept();
    }
    return QAbstractScrollArea::event(event);
}

void ImageCanvas::mousePressEvent(QMouseEvent* event)
{
    const Place place = place_at(event->position());
    if (event->button() != Qt::LeftButton || !place)
        return;
    if (place == selection_.locked())
        selection_.free();
    else
        selection_.lock(place);
}

/// The first press of the two locked or freed; afterwards the place is locked, and pinned or no longer pinned.
void ImageCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Place place = place_at(event->position());
    if (event->button() != Qt::LeftButton || !place)
        return;
    selection_.lock(place);
    selection_.pin(place == selection_.pinned() ? Place{} : place);
}

void ImageCanvas::wheelEvent(QWheelEvent* event)
{
    if (!(event->modifiers() & Qt::ControlModifier))
        return QAbstractScrollArea::wheelEvent(event);
    wheel_ += event->angleDelta().y();
    change_side(wheel_ / wheel_click);
    wheel_ %= wheel_click;
    event->accept();
}

void ImageCanvas::change_side(int by)
{
    const auto now = std::ranges::find(image_sides, side()) - image_sides.begin();
    const auto wanted = std::clamp<std::ptrdiff_t>(now + by, 0, std::ssize(image_sides) - 1);
    if (wanted == now)
        return;
    set_side(image_sides[static_cast<std::size_t>(wanted)]);
    Q_EMIT side_changed(side());
}

/// Moves what is locked among those that are shown; without one the first in sight is locked.
bool ImageCanvas::move_by_key(const QKeyEvent& event)
{
    const bool control = event.modifiers() & Qt::ControlModifier;
    const std::int64_t columns = grid_.columns(), last = grid_.count - 1;
    const std::int64_t page =
        std::max<std::int64_t>(1, static_cast<std::int64_t>(viewport()->height() / grid_.row_pitch()) - 1) * columns;
    const bool has_one = !rect_of(selection_.locked().item).isEmpty();
    const std::int64_t from = has_one ? items_.lower_bound(selection_.locked().item) : visible().first;
    std::int64_t to = from;
    switch (event.key()) {
    case Qt::Key_Left:
        to -= 1;
        break;
    case Qt::Key_Right:
        to += 1;
        break;
    case Qt::Key_Up:
        to = from < columns ? from : from - columns;
        break;
    case Qt::Key_Down:
        to = from + columns > last ? from : from + columns;
        break;
    case Qt::Key_PageUp:
        to -= page;
        break;
    case Qt::Key_PageDown:
        to += page;
        break;
    case Qt::Key_Home:
        to = control ? 0 : from - from % columns;
        break;
    case Qt::Key_End:
        to = control ? last : from - from % columns + columns - 1;
        break;
    default:
        return false;
    }
    const bool jumps = control && (event.key() == Qt::Key_Home || event.key() == Qt::Key_End);
    if (last < 0)
        return true;
    const std::int64_t item = items_.item(std::clamp<std::int64_t>(has_one || jumps ? to : from, 0, last));
    selection_.lock({run_.step_of(item), item});
    ensure_visible(items_.lower_bound(item));  // also when it was locked before and scrolled away
    return true;
}

void ImageCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && selection_.current())
        selection_.free();
    else if (event->key() == Qt::Key_Plus || event->key() == Qt::Key_Equal)
        change_side(1);
    else if (event->key() == Qt::Key_Minus)
        change_side(-1);
    else if (!move_by_key(*event))
        event->ignore();
}

}  // namespace ttt
