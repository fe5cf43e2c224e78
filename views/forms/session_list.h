// The list of runs: what ran, how it ended, what came out; opened, compared, renamed, deleted from here.
#pragma once

#include "views/forms/run_entry.h"

#include <QWidget>

#include <vector>

class QAction;
class QActionGroup;
class QLineEdit;
class QListView;
class QPushButton;

namespace ttt {

class SessionRows;

/// Asks by signals and changes nothing itself. Title, note and title actions are meant for a panel, as those of a View.
/// GUI thread.
class SessionList : public QWidget {
    Q_OBJECT
public:
    explicit SessionList(QWidget* parent = nullptr);
    ~SessionList() override;

    QString title() const;
    QString note() const;                         // "5 runs"
    std::vector<QAction*> title_actions() const;  // the orders, then import

    /// Keeps selection, current row and scroll position.
    void set_runs(std::vector<RunEntry> runs);
    QStringList selected_ids() const;  // from the top
    void select(const QString& id);    // and scrolls there
    /// The run that the views show; empty: none. Its row is marked, and another one alone can be compared with it.
    void set_shown(const QString& id);

    /// Choices that come back at the next start.
    QString save() const;
    void restore(const QString& state);

    QSize sizeHint() const override;

Q_SIGNALS:
    void open_requested(const QString& id);
    void compare_requested(const QStringList& ids);  // two or more, or one that is not shown
    void methods_requested(const QStringList& ids);  // two or more
    void rename_requested(const QString& id, const QString& name);
    void tags_requested(const QString& id);
    void notes_requested(const QString& id);
    void delete_requested(const QStringList& ids);
    void export_requested(const QString& id);
    void import_requested();
    void selection_changed();
    void note_changed();

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Place {
        QStringList selected;
        QString current;
        int scroll = 0;
    };

    void make_list();
    void make_orders();
    void make_actions();
    QAction* add_action(const QString& text, const QKeySequence& key, void (SessionList::*slot)());
    Place place() const;
    void return_to(const Place& place);
    void set_order(int order);
    void set_filter(const QString& filter);
    void refresh_actions();
    void tell();
    QString current_id() const;
    void open();
    void compare();
    void ask_methods();
    void rename();
    void ask_tags();
    void ask_notes();
    void ask_export();
    void ask_delete();

    SessionRows* rows_;
    QListView* list_;
    QLineEdit* filter_;
    QPushButton* compare_;
    QString shown_;
    QActionGroup* orders_ = nullptr;
    QAction* import_ = nullptr;
    std::vector<QAction*> one_, many_, any_;  // possible with exactly one, with two and more, with any run selected
    QAction* compare_action_ = nullptr;
};

}  // namespace ttt
