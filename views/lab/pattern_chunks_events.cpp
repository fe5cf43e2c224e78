// What pointer and keys do to the map of patterns and chunks.
#include "views/lab/pattern_chunks_map.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double wheel_octave = 480;  // eighths of a degree that double the zoom
constexpr double key_zoom = 1.5;
constexpr int big_move = 10;  // cells, with Shift

}  // namespace

void PatternChunksMap::point_at(QPointF at)
{
    const PatternChunksLayout parts = layout_now();
    const bool inside = at.y() >= parts.cells.top() && at.y() < parts.cells.bottom() && at.x() >= parts.cells.left() &&
                        at.x() < parts.cells.right();
    const auto row = static_cast<int>(std::floor((at.y() - parts.cells.top() + parts.scroll) / parts.pitch));
    const auto chunk = static_cast<std::int64_t>(std::floor(axis().to_chunk(at.x())));
    if (inside && trace_ && row < image_.rows() && chunk < trace_->chunks)
        set_cell(row, chunk, true);
    else
        set_cell(-1, -1, true);
}

void PatternChunksMap::mouseMoveEvent(QMouseEvent* event)
{
    point_at(event->position());
}

void PatternChunksMap::mousePressEvent(QMouseEvent* event)
{
    point_at(event->position());
    if (event->button() == Qt::LeftButton && row_ >= 0)
        selection_.lock(place());
}

void PatternChunksMap::mouseDoubleClickEvent(QMouseEvent*)
{
    show_all_chunks();
}

void PatternChunksMap::show_all_chunks()
{
    zoom_.reset();
    viewport()->update();
    Q_EMIT density_changed();
}

void PatternChunksMap::zoom(double factor, double anchor)
{
    zoom_ = zoomed(seen(), factor, anchor, total());
    if (*zoom_ == ChunkRange{0, total()})
        zoom_.reset();
    viewport()->update();
    Q_EMIT density_changed();
}

void PatternChunksMap::wheelEvent(QWheelEvent* event)
{
    const QPoint turn = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        zoom(std::exp2(-turn.y() / wheel_octave), axis().to_chunk(event->position().x()));
        return event->accept();
    }
    if (turn.x() != 0 && turn.y() == 0) {
        const ChunkRange range = seen();
        zoom_ = panned(range, -turn.x() / wheel_octave * (range.last - range.first) / 2, total());
        viewport()->update();
        return event->accept();
    }
    QAbstractScrollArea::wheelEvent(event);
    point_at(event->position());
}

bool PatternChunksMap::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::Leave)
        set_cell(-1, -1, true);
    return QAbstractScrollArea::viewportEvent(event);
}

void PatternChunksMap::bring_into_view()
{
    const PatternChunksLayout at = layout_now();
    const double top = row_ * at.pitch, bottom = top + at.pitch - at.cells.height();
    if (at.scroll > top || at.scroll < bottom)
        verticalScrollBar()->setValue(static_cast<int>(at.scroll > top ? std::floor(top) : std::ceil(bottom)));
    if (zoom_)
        zoom_ = brought_into_view(*zoom_, static_cast<double>(chunk_), total());
    viewport()->update();
}

void PatternChunksMap::keyPressEvent(QKeyEvent* event)
{
    if (!trace_ || image_.rows() == 0)
        return QAbstractScrollArea::keyPressEvent(event);
    const int by = event->modifiers() & Qt::ShiftModifier ? big_move : 1;
    const PatternChunksLayout at = layout_now();
    const int page = std::max(1, static_cast<int>(at.cells.height() / at.pitch) - 1);
    const bool none = row_ < 0;
    const int row = none ? rows_in_sight().first : row_;
    const std::int64_t chunk = none ? static_cast<std::int64_t>(seen().first) : chunk_;
    const auto go = [&](int to_row, std::int64_t to_chunk) {
        set_cell(std::clamp(to_row, 0, image_.rows() - 1), std::clamp<std::int64_t>(to_chunk, 0, trace_->chunks - 1),
                 true);
        bring_into_view();
    };
    const double anchor = none ? (seen().first + seen().last) / 2 : static_cast<double>(chunk) + 0.5;
    switch (event->key()) {
    case Qt::Key_Left:
        return go(row, none ? chunk : chunk - by);
    case Qt::Key_Right:
        return go(row, none ? chunk : chunk + by);
    case Qt::Key_Up:
        return go(none ? row : row - by, chunk);
    case Qt::Key_Down:
        return go(none ? row : row + by, chunk);
    case Qt::Key_PageUp:
        return go(row - page, chunk);
    case Qt::Key_PageDown:
        return go(row + page, chunk);
    case Qt::Key_Home:
        return go(row, 0);
    case Qt::Key_End:
        return go(row, trace_->chunks - 1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom(1 / key_zoom, anchor);
    case Qt::Key_Minus:
        return zoom(key_zoom, anchor);
    case Qt::Key_0:
        return show_all_chunks();
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (row_ >= 0)
            selection_.lock(place());
        return;
    case Qt::Key_Escape:
        set_cell(-1, -1, false);
        return selection_.free();
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

}  // namespace ttt
