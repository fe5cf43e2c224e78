// What is done with the runs of the session and their notes: asked of the person, then changed in the file by a job.
#pragma once

#include <QObject>

namespace ttt {

class Shell;
struct RunDifference;

/// GUI thread.
class SessionCommands : public QObject {
    Q_OBJECT
public:
    explicit SessionCommands(Shell& shell);

    void edit_tags(const QString& id);
    void edit_notes(const QString& id);
    void remove(const QStringList& ids);
    void export_run(const QString& id);
    void import_runs();
    /// Where the shown run and the first that is compared with it part: told, and selected in all views.
    void show_first_difference();
    /// From the pin to the selection when both are tokens, else on the selected chunk.
    void add_note();

private:
    void connect_list();
    void connect_notes();
    void refresh();
    void tell(const RunDifference& difference);

    Shell& shell_;
};

}  // namespace ttt
