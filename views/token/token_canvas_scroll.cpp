// What of the document's text is in sight, and how it gets there.
#include "views/token/token_canvas.h"

#include <QScopedValueRollback>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr double landing = 1.0 / 3;  // where in the viewport a far jump lands

}  // namespace

std::pair<std::int64_t, std::int64_t> TokenCanvas::visible() const
{
    if (layout_.row_count() == 0)
        return {0, 0};
    const auto row = [&](double y) {
        return std::clamp<std::int64_t>(geometry_.row_at(y), 0, layout_.row_count() - 1);
    };
    const double half = geometry_.row_height / 2;  // a row counts when most of it is in sight
    return {layout_.row(row(half)).first, layout_.row(std::max(row(half), row(viewport()->height() - half))).second};
}

QRectF TokenCanvas::rect_of(std::int64_t item) const
{
    return item >= 0 && item < layout_.item_count() ? geometry_.rect_of(layout_, item) : QRectF();
}

std::int64_t TokenCanvas::item_at(QPointF point) const
{
    return layout_.item_at(geometry_.row_at(point.y()), point.x() - geometry_.margin);
}

void TokenCanvas::scroll_to(double top)
{
    const QScopedValueRollback own(scrolls_itself_, true);
    verticalScrollBar()->setValue(static_cast<int>(std::lround(top)));
}

void TokenCanvas::ensure_visible(std::int64_t item)
{
    if (item < 0 || item >= layout_.item_count())
        return;
    const double top = static_cast<double>(layout_.row_of(item)) * geometry_.row_height;
    const double bottom = top + geometry_.row_height + 2 * geometry_.padding;
    const double page = viewport()->height();
    const double above = geometry_.scroll - top;
    const double below = bottom - geometry_.scroll - page;
    if (above > page || below > page)
        scroll_to(top - page * landing);
    else if (above > 0)
        scroll_to(top);
    else if (below > 0)
        scroll_to(bottom - page);
}

void TokenCanvas::locked_changed()
{
    const Place place = selection_.locked();
    if (place && !run_.empty())
        ensure_visible(place.item >= 0 ? place.item : run_.items_of(place.step).first);
}

void TokenCanvas::scrollContentsBy(int, int dy)
{
    geometry_.scroll = verticalScrollBar()->value();
    if (dy > 0 && follows_reading_ && !scrolls_itself_) {
        follows_reading_ = false;
        Q_EMIT follows_reading_changed(false);
    }
    viewport()->scroll(0, dy);
    viewport()->update(0, 0, static_cast<int>(geometry_.margin), viewport()->height());
    if (pointer_inside_ && !scrolls_itself_)
        hover_at(pointer_);
    Q_EMIT visible_changed();
}

}  // namespace ttt
