// The view "Classes": how often each class is named in each step. A method that collapses leaves one row alone.
#pragma once

#include "views/images/class_shares.h"
#include "views/view.h"

class QActionGroup;

namespace ttt {

class DriftMap;

/// Owned by the window, GUI thread.
class ClassesView : public View {
    Q_OBJECT
public:
    ClassesView(RunModel& run, Selection& selection, QWidget* parent = nullptr);

    QString title() const override { return tr("Classes"); }
    QString note() const override;
    std::vector<QAction*> title_actions() override;
    ViewTable table() const override;
    QString save() const override;
    void restore(const QString& words) override;

    /// Items that are seen. Setting it (linked axes) emits nothing.
    void set_x_range(double first_item, double last_item);

    DriftMap& map() { return *map_; }
    const ClassShares& shares() const { return shares_; }

Q_SIGNALS:
    void x_range_changed(double first_item, double last_item);  // by the user

private:
    void add_source(const QString& text, const QString& tip, const char* key);
    void begin();
    void refresh();

    QActionGroup* sources_;  // in the order of ClassSource
    ClassShares shares_;
    DriftMap* map_;
};

}  // namespace ttt
