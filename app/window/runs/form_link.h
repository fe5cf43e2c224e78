// The form of the next run and the workbench, each told of the other.
#pragma once

#include <QObject>

#include <string>

namespace ttt {

class RunBar;
class RunForm;
class Shell;
struct ModelFacts;
struct RunConfig;

/// GUI thread. The form and the bar outlive it.
class FormLink : public QObject {
    Q_OBJECT
public:
    FormLink(Shell& shell, RunBar& bar);

private:
    void connect_form();
    void connect_openings();
    void take_input();
    void take_model();
    void tell_facts();
    void choose_method(RunConfig& config, const ModelFacts& facts);
    void tell_setup();
    void tell_branch();
    void tell_memory();
    void tell_estimate();
    QString estimate(const RunConfig& asked) const;
    void tell_opened();

    Shell& shell_;
    RunBar& bar_;
    RunForm& form_;
    std::string chosen_for_model_;  // the method that stands in the form because of a model that has no fast weights
};

}  // namespace ttt
