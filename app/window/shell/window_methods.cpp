// Comparing methods: the window for it, what it is told, and runs of the session that are shown in it.
#include "app/window/shell/main_window.h"

#include "app/format.h"
#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "engine/records/settings/settings.h"
#include "views/forms/run_form.h"

#include <algorithm>

namespace ttt {

MethodsWindow& MainWindow::methods()
{
    if (methods_)
        return *methods_;
    methods_ = new MethodsWindow(
        controller_, run_, selection_,
        {.picture = [this](View& view) { export_picture(view); }, .table = [this](View& view) { export_table(view); }},
        this);
    methods_->view().restore(workspace_.text(QStringLiteral("methods")));
    connect(methods_, &MethodsWindow::run_requested, this, &MainWindow::run_methods);
    connect(form_, &RunForm::changed, this, &MainWindow::tell_methods);
    connect(this, &MainWindow::document_opened, this, &MainWindow::tell_methods);
    connect(this, &MainWindow::model_opened, this, &MainWindow::tell_methods);
    tell_methods();
    return *methods_;
}

void MainWindow::show_methods()
{
    methods().show();
    methods_->raise();
    methods_->activateWindow();
}

/// Cheap: the form calls it at every letter.
void MainWindow::tell_methods()
{
    methods_->picks().set_form(form_->shared_config(), form_->config(), form_->model(), form_->device(),
                               model_.info.config);
    const QString problem = !model_.problem.empty()      ? QString::fromStdString(model_.problem)
                            : document_.path.empty()     ? tr("Open a document first.")
                            : !document_.problem.empty() ? QString::fromStdString(document_.problem)
                                                         : QString();
    methods_->set_text(
        tr("%1 is read by each ticked method of %2, one after another. What is not set here is as in the "
           "form, where it is set to the same method, and else the method’s own.")
            .arg(QString::fromStdString(file_name(document_.path)), QString::fromStdString(form_->model().name)),
        problem);
}

void MainWindow::run_methods()
{
    std::vector<PickedMethod> picked = methods().picks().picked();
    if (controller_.is_live() || picked.empty())
        return;
    for (PickedMethod& method : picked) {
        method.config.model = model_.directory;
        method.config.document = document_.path;
    }
    method_sources_.clear();
    methods_->view().clear();
    methods_->runs().start(std::move(picked), session_);
}

/// A run's own name, else its method; told apart by the beginning of its id where two would be alike.
QString MainWindow::method_name(const RunModel& run, const QStringList& ids) const
{
    const QString id = QString::fromStdString(run.header().run_id);
    const RunEntry* known = entry(id);
    const RunConfig& config = run.header().config;
    if (known && !known->name.isEmpty())
        return known->name;
    const QString words = QString::fromUtf8(method_title(config));
    return ids.size() > 1 ? tr("%1 (%2)").arg(words, QString::fromStdString(short_id(run.header().run_id))) : words;
}

/// In the order of the list; each is read out of the file and shown as soon as it is there.
void MainWindow::show_runs_as_methods(const QStringList& ids)
{
    if (methods().runs().is_running()) {
        dialogs_.tell(this, tr("Methods are being compared"), tr("Cancel that, or wait for its end, first."));
        return;
    }
    method_sources_.clear();
    methods_->view().clear();
    show_methods();
    read_next_method(ids, ids);
}

void MainWindow::read_next_method(QStringList waiting, const QStringList& ids)
{
    if (waiting.isEmpty())
        return;
    method_sources_.push_back(std::make_unique<OtherRun>());
    OtherRun* other = method_sources_.back().get();
    const std::string next = waiting.takeFirst().toStdString();
    read_run(*other, session_, next, this, [this, other, waiting, ids](const auto&) {
        if (!other->run.empty())
            methods_->view().add(method_name(other->run, ids), method_of(other->run));
        other->run.clear();  // what is shown was copied
        read_next_method(waiting, ids);
    });
}

}  // namespace ttt
