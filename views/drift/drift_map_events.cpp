// What pointer and keys do to the heat map.
#include "views/drift/drift_map.h"
#include "views/run_model.h"
#include "views/selection.h"

#include <QApplication>
#include <QMouseEvent>
#include <QStyleHints>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

// As in a Plot.
constexpr double wheel_octave = 480;  // eighths of a degree that double the zoom
constexpr double key_zoom = 1.5;
constexpr std::int64_t big_move = 10;  // chunks, with Shift

}  // namespace

void DriftMap::change_chunks(std::optional<ChunkRange> chunks)
{
    const ChunkRange before = this->chunks();
    if (chunks == ChunkRange{0, total()})
        chunks.reset();
    set_chunks(chunks);
    const ChunkRange now = this->chunks();
    if (now != before)
        Q_EMIT chunks_changed(now.first, now.last);
}

std::int64_t DriftMap::chunk_at(QPointF position) const
{
    const QRectF cells = layout().cells;
    if (position.x() < cells.left() || position.x() >= cells.right())
        return -1;
    const auto chunk = static_cast<std::int64_t>(std::floor(axis().to_chunk(position.x())));
    return chunk < run_.shown_steps() ? chunk : -1;
}

void DriftMap::mouseMoveEvent(QMouseEvent* event)
{
    if (press_)
        drag(event->position());
    if (press_ && press_->drags)
        return;
    change_row(layout().row_at(event->position().y()) - row_);
    const std::int64_t chunk = chunk_at(event->position());
    selection_.hover(chunk >= 0 ? Place{chunk, -1} : Place{});
}

void DriftMap::drag(QPointF position)
{
    const double distance = position.x() - press_->at.x();
    press_->drags = press_->drags || std::abs(distance) >= QApplication::startDragDistance();
    if (press_->drags)
        change_chunks(panned(press_->chunks, -distance / axis().px_per_chunk(), total()));
}

void DriftMap::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton)
        press_ = Press{event->position(), chunks()};
}

void DriftMap::mouseReleaseEvent(QMouseEvent* event)
{
    const bool click = press_ && !press_->drags;
    press_.reset();
    if (const std::int64_t chunk = chunk_at(event->position()); click && chunk >= 0)
        selection_.lock({chunk, -1});
}

void DriftMap::mouseDoubleClickEvent(QMouseEvent*)
{
    press_.reset();
    change_chunks({});
}

void DriftMap::wheelEvent(QWheelEvent* event)
{
    event->accept();
    const QPoint turn = event->angleDelta();
    const ChunkRange seen = chunks();
    if (turn.x() != 0 && turn.y() == 0)
        change_chunks(panned(seen, -turn.x() / wheel_octave * (seen.last - seen.first) / 2, total()));
    else
        change_chunks(
            zoomed(seen, std::exp2(-turn.y() / wheel_octave), axis().to_chunk(event->position().x()), total()));
}

void DriftMap::leaveEvent(QEvent*)
{
    selection_.hover({});
}

void DriftMap::focusOutEvent(QFocusEvent* event)
{
    if (!underMouse())
        selection_.hover({});
    QWidget::focusOutEvent(event);
}

/// Previews as the pointer does, or moves what is locked.
void DriftMap::go_to(std::int64_t chunk)
{
    if (run_.shown_steps() == 0)
        return;
    const Place place{std::clamp<std::int64_t>(chunk, 0, run_.shown_steps() - 1), -1};
    if (selection_.locked() && !selection_.hovered())
        selection_.lock(place);
    else
        selection_.hover(place);
    if (zoom_)
        change_chunks(brought_into_view(*zoom_, static_cast<double>(place.step), total()));
}

void DriftMap::change_row(int by)
{
    const int row = std::clamp(row_ + by, 0, std::max(0, static_cast<int>(image().layers().size()) - 1));
    if (row == row_)
        return;
    row_ = row;
    follow_selection();
}

bool DriftMap::move_by_key(const QKeyEvent& event)
{
    const std::int64_t by = event.modifiers() & Qt::ShiftModifier ? big_move : 1;
    const Place place = selection_.current();
    switch (event.key()) {
    case Qt::Key_Left:
        go_to(place ? place.step - by : run_.shown_steps() - 1);
        return true;
    case Qt::Key_Right:
        go_to(place ? place.step + by : 0);
        return true;
    case Qt::Key_Home:
        go_to(0);
        return true;
    case Qt::Key_End:
        go_to(run_.shown_steps() - 1);
        return true;
    case Qt::Key_Up:
        change_row(-1);
        return true;
    case Qt::Key_Down:
        change_row(1);
        return true;
    default:
        return false;
    }
}

bool DriftMap::zoom_by_key(const QKeyEvent& event)
{
    const ChunkRange seen = chunks();
    const Place place = selection_.current();
    const double chunk = static_cast<double>(place.step) + 0.5;
    const bool in_view = place && chunk >= seen.first && chunk <= seen.last;
    const double anchor = in_view ? chunk : (seen.first + seen.last) / 2;
    switch (event.key()) {
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        change_chunks(zoomed(seen, 1 / key_zoom, anchor, total()));
        return true;
    case Qt::Key_Minus:
        change_chunks(zoomed(seen, key_zoom, anchor, total()));
        return true;
    case Qt::Key_0:
        change_chunks({});
        return true;
    default:
        return false;
    }
}

void DriftMap::keyPressEvent(QKeyEvent* event)
{
    if (move_by_key(*event) || zoom_by_key(*event))
        return;
    if (event->key() == Qt::Key_Escape)
        selection_.free();
    else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && selection_.current())
        selection_.lock(selection_.current());
    else
        QWidget::keyPressEvent(event);
}

}  // namespace ttt
