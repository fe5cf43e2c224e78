// Comparing methods: the window for it, what it is told, and runs of the session that are shown in it.
#pragma once

#include <QObject>
#include <QStringList>

#include <memory>
#include <vector>

namespace ttt {

class Exports;
class MethodsWindow;
class RunForm;
class RunModel;
class Shell;
struct OtherRun;

/// GUI thread.
class MethodsDesk : public QObject {
    Q_OBJECT
public:
    MethodsDesk(Shell& shell, Exports& exports);
    ~MethodsDesk() override;

    /// The window that runs methods one after another and shows what each gained; made when it is first asked for.
    MethodsWindow& window();
    void show();
    /// Runs of the session in the order of the list; each is shown as soon as it was read out of the file.
    void show_runs(const QStringList& ids);
    bool is_running() const;
    /// Before the main window closes: ends what goes on, keeps how it was shown.
    void close();

private:
    void tell();
    static QString stream_words(const RunForm& form);
    QString input_problem() const;
    void run();
    QString name_of(const RunModel& run, const QStringList& ids) const;
    void read_next(QStringList waiting, const QStringList& ids);

    Shell& shell_;
    Exports& exports_;
    std::unique_ptr<MethodsWindow> window_;
    std::vector<std::unique_ptr<OtherRun>> sources_;  // while they are read
};

}  // namespace ttt
