// The panels as they stand in a window, made of their table.
#pragma once

#include "app/window/shell/panel.h"
#include "app/window/shell/panel_table.h"

#include <QObject>
#include <QTabWidget>

#include <vector>

class QMainWindow;

namespace ttt {

class Workspace;

/// GUI thread. Owns docks and views; the workbench and the window outlive it.
class Panels : public QObject {
    Q_OBJECT
public:
    struct Shown {
        QString id;
        QWidget* content;
        View* view;   // what can be exported; nullptr: nothing
        Panel* dock;  // nullptr: a tab of another one
        QStringList kinds;
    };

    Panels(QMainWindow& window, Workbench& workbench, QSettings& settings);
    ~Panels() override;

    const std::vector<Panel*>& docks() const { return docks_; }
    const std::vector<Shown>& views() const { return views_; }  // all that can be exported
    /// The dock of this id; it must be in the table.
    Panel& dock(const QString& id) const;
    QTabWidget& tabs() const { return get<QTabWidget>(); }
    /// The one widget of this kind within the panels; it must be in the table.
    template <class Widget>
    Widget& get() const
    {
        for (const Shown& shown : all_)
            if (Widget* found = qobject_cast<Widget*>(shown.content))
                return *found;
        for (const Shown& shown : all_)
            if (Widget* found = shown.content->findChild<Widget*>())
                return *found;
        Q_UNREACHABLE();
    }

    void show_all();
    void raise(const QString& id);
    /// Panels that can't show runs of this kind go, and come back with a kind that they can show.
    void set_kind(const QString& kind);

    /// Choices of the views, each under its id.
    void save(Workspace& workspace) const;
    void restore(const Workspace& workspace);
    void choose_tab(const QString& id);

private:
    void add(QMainWindow& window, const PanelRow& row, QWidget* content);
    void add_dock(QMainWindow& window, const PanelRow& row, Shown& shown);
    void follow_tabs();
    void name_views();
    QString current_tab() const;

    std::vector<Shown> all_, views_;
    std::vector<Panel*> docks_;
    QString kind_;  // of the shown run; empty: none was shown yet
};

/// What a panel's bar says of what it holds: menus and quiet words.
template <class Titled>
void follow(Panel& panel, Titled& titled)
{
    panel.bar().set_actions(titled.title_actions());
    panel.bar().set_note(titled.note());
    QObject::connect(&titled, &Titled::note_changed, &panel,
                     [&panel, &titled] { panel.bar().set_note(titled.note()); });
}

}  // namespace ttt
