// The panels as they stand in a window, made of their table.
#pragma once

#include "app/window/shell/panel.h"
#include "app/window/shell/panel_table.h"
#include "engine/records/records.h"

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
        QString behind;  // the panel in whose place it stands; empty: in its own
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
    /// Of a panel that can't show the run: the one in its place that is for such runs alone.
    void raise(const QString& id);
    /// Panels that can't show runs of this kind go; those that can and could not before come to the front.
    void set_kind(const QString& kind);
    /// Whether what is shown now is of a kind that it can show.
    bool can_show(const Shown& shown) const { return shown.kinds.isEmpty() || shown.kinds.contains(kind_); }

    /// Choices of the views, each under its id.
    void save(Workspace& workspace) const;
    void restore(const Workspace& workspace);
    void choose_tab(const QString& id);

private:
    void add(QMainWindow& window, const PanelRow& row, QWidget* content);
    void add_dock(QMainWindow& window, const PanelRow& row, Shown& shown);
    void follow_tabs();
    void fit(const Shown& shown, bool fits);
    void name_views();
    QString current_tab() const;

    std::vector<Shown> all_, views_;
    std::vector<Panel*> docks_;
    QString kind_{
        QString::fromUtf8(document_kind)};  // of the shown run; before one was shown, of that of the last session
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
