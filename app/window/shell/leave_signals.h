// SIGHUP, SIGINT and SIGTERM leave the window as a person would: a run that goes on gets its end record.
#pragma once

#include <QObject>

class QSocketNotifier;

namespace ttt {

/// One in a program, GUI thread. The second signal ends the program at once, as it would without this.
class LeaveSignals : public QObject {
    Q_OBJECT
public:
    explicit LeaveSignals(QObject* parent = nullptr);
    ~LeaveSignals() override;

Q_SIGNALS:
    void asked(int signal);

private:
    void read();

    QSocketNotifier* notifier_ = nullptr;
};

}  // namespace ttt
