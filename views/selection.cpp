#include "views/selection.h"

namespace ttt {

void Selection::hover(Place place)
{
    if (place == hovered_)
        return;
    hovered_ = place;
    Q_EMIT changed();
}

void Selection::lock(Place place)
{
    hovered_ = {};
    if (place == locked_) {
        Q_EMIT changed();
        return;
    }
    locked_ = place;
    Q_EMIT changed();
    Q_EMIT locked_changed();
}

void Selection::pin(Place place)
{
    if (place == pinned_)
        return;
    pinned_ = place;
    Q_EMIT changed();
}

void Selection::free()
{
    lock({});
}

void Selection::reset()
{
    pinned_ = {};
    lock({});
}

}  // namespace ttt
