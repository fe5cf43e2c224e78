// Mouse and keys of the document's text: hover previews, click locks, Esc frees, double-click pins.
#include "views/token/token_canvas.h"
#include "views/token/token_moves.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <optional>

namespace ttt {

namespace {

std::optional<CaretMove> move_of(const QKeyEvent& event)
{
    const bool control = event.modifiers() & Qt::ControlModifier;
    switch (event.key()) {
    case Qt::Key_Left:
        return CaretMove::left;
    case Qt::Key_Right:
        return CaretMove::right;
    case Qt::Key_Up:
        return CaretMove::up;
    case Qt::Key_Down:
        return CaretMove::down;
    case Qt::Key_PageUp:
        return CaretMove::page_up;
    case Qt::Key_PageDown:
        return CaretMove::page_down;
    case Qt::Key_Home:
        return control ? CaretMove::start : CaretMove::row_start;
    case Qt::Key_End:
        return control ? CaretMove::end : CaretMove::row_end;
    default:
        return std::nullopt;
    }
}

bool goes_along_rows(CaretMove move)
{
    return move != CaretMove::up && move != CaretMove::down && move != CaretMove::page_up &&
           move != CaretMove::page_down;
}

}  // namespace

/// A token; in the margin the chunk that begins in the row, or that the row goes on with.
Place TokenCanvas::place_at(QPointF point) const
{
    const std::int64_t item = item_at(point);
    if (item >= 0)
        return {run_.step_of(item), item};
    const std::int64_t row = geometry_.row_at(point.y());
    if (point.x() >= geometry_.margin || row < 0 || row >= layout_.row_count())
        return {};
    const auto [begin, end] = layout_.row(row);
    const std::int64_t step = run_.step_of(begin);
    const std::int64_t next = run_.items_of(step + 1).first;
    return {run_.items_of(step).first < begin && next < end && next > begin ? step + 1 : step, -1};
}

void TokenCanvas::hover_at(QPointF point)
{
    const Place place = place_at(point);
    viewport()->setCursor(place ? Qt::PointingHandCursor : Qt::ArrowCursor);
    selection_.hover(place);
}

void TokenCanvas::mouseMoveEvent(QMouseEvent* event)
{
    pointer_ = event->position();
    pointer_inside_ = true;
    hover_at(pointer_);
}

bool TokenCanvas::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave && pointer_inside_) {
        pointer_inside_ = false;
        selection_.hover({});
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void TokenCanvas::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton)
        return;
    const Place place = place_at(event->position());
    if (!place)
        return;
    if (place == selection_.locked())
        selection_.free();
    else
        selection_.lock(place);
    if (place.item >= 0)
        goal_x_ = layout_.extent(place.item).first;
}

/// The first press of the two locked or freed; afterwards the place is locked, and pinned or no longer pinned.
void TokenCanvas::mouseDoubleClickEvent(QMouseEvent* event)
{
    const Place place = place_at(event->position());
    if (event->button() != Qt::LeftButton || !place)
        return;
    selection_.lock(place);
    selection_.pin(place == selection_.pinned() ? Place{} : place);
}

void TokenCanvas::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && selection_.current()) {
        selection_.free();
        return;
    }
    const std::optional<CaretMove> move = move_of(*event);
    if (move && layout_.item_count() > 0)
        move_caret(*move);
    else
        event->ignore();
}

/// Without a locked token the caret appears at the first one in sight.
void TokenCanvas::move_caret(CaretMove move)
{
    const std::int64_t from = selection_.locked().item;
    const bool has_caret = from >= 0 && from < layout_.item_count();
    const bool jumps = move == CaretMove::start || move == CaretMove::end;
    const auto page_rows = static_cast<std::int64_t>(viewport()->height() / geometry_.row_height);
    const std::int64_t start = has_caret ? from : visible().first;
    lock_item(has_caret || jumps ? moved(layout_, start, move, goal_x_, std::max<std::int64_t>(1, page_rows - 1))
                                 : start);
    if (!has_caret || goes_along_rows(move))
        goal_x_ = layout_.extent(selection_.locked().item).first;
}

void TokenCanvas::lock_item(std::int64_t item)
{
    if (item < 0 || item >= layout_.item_count())
        return;
    selection_.lock({run_.step_of(item), item});
    ensure_visible(item);  // also when it was locked before and scrolled away
}

}  // namespace ttt
