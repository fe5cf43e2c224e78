// What every view of a run is: a widget in a panel, with a title, controls for the title bar, and its numbers as a
// table.
#pragma once

#include <QString>
#include <QWidget>

#include <memory>
#include <vector>

class QAction;

namespace ttt {

class RunModel;
class Selection;

/// A view's numbers, for the table beside each chart and for CSV: every stored point, not the drawn ones.
struct ViewTable {
    QStringList header;
    std::vector<std::vector<QString>> rows;  // as many cells as the header
};

/// GUI thread. The run model and the selection outlive the view. A view redraws at most once per shown_changed() or
/// changed(), and only by update(): whoever paints reads the model then.
class View : public QWidget {
    Q_OBJECT
public:
    View(RunModel& run, Selection& selection, QWidget* parent = nullptr)
        : QWidget(parent), run_(run), selection_(selection)
    {
    }

    virtual QString title() const = 0;
    /// The quiet words at the right of the title bar: "2,048 of 131,072 points". note_changed() tells of a new one.
    virtual QString note() const { return {}; }
    /// Menus and switches for the title bar and the View menu: exclusive groups are QActionGroups. Owned by the view.
    virtual std::vector<QAction*> title_actions() { return {}; }
    virtual ViewTable table() const { return {}; }
    /// Choices that come back at the next start, a few words each; restore() ignores what it does not know.
    virtual QString save() const { return {}; }
    virtual void restore(const QString&) {}

Q_SIGNALS:
    void note_changed();

protected:
    RunModel& run_;
    Selection& selection_;
};

}  // namespace ttt
