// The form of the next run and the workbench, each told of the other.
#pragma once

#include <QObject>

namespace ttt {

class RunBar;
class RunForm;
class Shell;

/// GUI thread. The form and the bar outlive it.
class FormLink : public QObject {
    Q_OBJECT
public:
    FormLink(Shell& shell, RunBar& bar);

private:
    void connect_form();
    void connect_openings();
    void take_model();
    void tell_setup();
    void tell_memory();
    void tell_estimate();
    void tell_opened();

    Shell& shell_;
    RunBar& bar_;
    RunForm& form_;
};

}  // namespace ttt
