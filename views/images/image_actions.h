// What one can do in the grid of images, as actions: for its head, the title bar, the View menu and the keys.
#pragma once

#include "views/images/image_filter.h"

#include <vector>

class QAction;
class QActionGroup;
class QMenu;
class QWidget;

namespace ttt {

/// The actions belong to `view`, whose keys they are. GUI thread.
struct ImageActions {
    explicit ImageActions(QWidget* view);

    std::vector<QAction*> all() const;
    /// Of a run that was started, or has its first steps: its classes and shifts.
    void update(const RunModel& run);
    ImageFilter filter() const;
    void check(const ImageFilter& filter);  // one that the run can't have: all
    void check_side(int side);

    QActionGroup* filters;  // data(): filter_key()
    QActionGroup* sides;    // data(): pixels
    QAction* by_class;      // with a menu
    QAction* by_shift;
    QAction* follow;
    QAction* surest_mended;
    QAction* copy;

private:
    void add_filter(const ImageFilter& filter, const QString& text, const QString& tip);
    void refill(QAction& holder, FilterKind kind, std::int32_t count, const RunModel& run);
};

}  // namespace ttt
