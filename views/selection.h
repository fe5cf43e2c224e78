// What all views look at together. Hover previews, click locks, Esc frees; a pinned place serves as reference.
#pragma once

#include <QObject>

#include <cstdint>

namespace ttt {

/// A place in a run. item -1: the whole step; step -1: nowhere.
struct Place {
    std::int64_t step = -1;
    std::int64_t item = -1;

    bool operator==(const Place&) const = default;
    explicit operator bool() const { return step >= 0; }
};

/// One for all views of a window. GUI thread.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    /// The hovered place if there is one, else the locked one.
    Place current() const { return hovered_ ? hovered_ : locked_; }
    Place hovered() const { return hovered_; }
    Place locked() const { return locked_; }
    Place pinned() const { return pinned_; }

    void hover(Place place);  // Place{}: the pointer left
    void lock(Place place);   // Place{}: free
    void pin(Place place);
    void free();   // Esc: hovered and locked
    void reset();  // another run: also the pin

Q_SIGNALS:
    void changed();         // current(), locked() or pinned()
    void locked_changed();  // a view that scrolls to the place does it now

private:
    Place hovered_, locked_, pinned_;
};

}  // namespace ttt
