// What one can do in the document's text, as actions: for the title bar, the View menu and the keys.
#pragma once

#include "views/token/token_colouring.h"

#include <vector>

class QAction;
class QActionGroup;
class QWidget;

namespace ttt {

/// The actions belong to `view`, whose keys they are. GUI thread.
struct TokenActions {
    explicit TokenActions(QWidget* view);

    std::vector<QAction*> all() const;
    /// Enables what the run can give and says why the rest is off; checks what is shown.
    /// `lab`: its modes are offered.
    void update(const TokenColouring& shown, const RunModel& run, bool lab);
    QAction* of(ColourMode mode) const { return modes[static_cast<std::size_t>(mode)]; }

    QActionGroup* mode_group;
    QActionGroup* saturation_group;
    std::vector<QAction*> modes;       // as in colour_modes; data(): the place in it
    std::vector<QAction*> saturation;  // as in saturations; data(): nats
    QAction* follow;
    QAction* find;
    QAction* largest_gain;
    QAction* next_gain;
    QAction* previous_gain;
};

}  // namespace ttt
