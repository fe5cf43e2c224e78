#include "app/window/methods/methods_desk.h"

#include "app/format.h"
#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "app/window/runs/opened_words.h"
#include "app/window/shell/exports.h"
#include "app/window/shell/shell.h"
#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_words.h"
#include "engine/records/settings/settings.h"
#include "engine/records/usual_method.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"

#include <QMainWindow>

namespace ttt {

MethodsDesk::MethodsDesk(Shell& shell, Exports& exports) : shell_(shell), exports_(exports)
{
    connect(&shell_.panels().get<SessionList>(), &SessionList::methods_requested, this, &MethodsDesk::show_runs);
}

MethodsDesk::~MethodsDesk() = default;

MethodsWindow& MethodsDesk::window()
{
    if (window_)
        return *window_;
    Workbench& workbench = shell_.workbench();
    const ViewActs acts = exports_.view_acts();
    window_ = std::make_unique<MethodsWindow>(workbench.controller(), workbench.run(), workbench.selection(),
                                              MethodsWindow::Exports{acts.picture, acts.table}, &shell_.window());
    window_->view().restore(shell_.workspace().text(QStringLiteral("methods")));
    connect(window_.get(), &MethodsWindow::run_requested, this, &MethodsDesk::run);
    connect(&workbench.setup(), &RunSetup::changed, this, &MethodsDesk::tell);
    connect(&workbench.documents(), &DocumentOpener::answered, this, &MethodsDesk::tell);
    connect(&workbench.models(), &ModelOpener::answered, this, &MethodsDesk::tell);
    connect(&workbench, &Workbench::opened, this, &MethodsDesk::tell);
    tell();
    return *window_;
}

void MethodsDesk::show()
{
    window().show();
    window_->raise();
    window_->activateWindow();
}

bool MethodsDesk::is_running() const
{
    return window_ && window_->runs().queue().is_running();
}

void MethodsDesk::close()
{
    if (!window_)
        return;
    shell_.workspace().set_text(QStringLiteral("methods"), window_->view().save());
    window_->runs().cancel();
    window_->close();
}

/// Cheap: the form calls it at every letter.
void MethodsDesk::tell()
{
    const Workbench& workbench = shell_.workbench();
    const OpenedModel& model = workbench.model();
    const bool are_images = workbench.input() == RunKind::images;
    const auto& form = shell_.panels().get<RunForm>();
    window_->picks().set_form(form.shared_config(), form.config(), form.model(), form.device(), model.info.config);
    const QString words =
        are_images ? tr("The net %2 is shown the stream of %1 (%3) by each ticked method, one after another. What is "
                        "not set here is as in the form, where it is set to the same method, and else the method’s "
                        "own.")
                         .arg(ttt::name_of(workbench.image_set()), QString::fromStdString(form.model().name),
                              stream_words(form))
                   : tr("%1 is read by each ticked method of %2, one after another. What is not set here is as in the "
                        "form, where it is set to the same method, and else the method’s own.")
                         .arg(QString::fromStdString(file_name(workbench.document().path)),
                              QString::fromStdString(form.model().name));
    window_->set_text(words, input_problem());
}

/// "all:5, continual, Batch 64 images"
QString MethodsDesk::stream_words(const RunForm& form)
{
    RunConfig config = form.shared_config().value_or(RunConfig());
    config.method = usual_image_method;
    const RunConfig full = resolved(config, {});
    std::string words = full.stream + ", " + full.order;
    for (const Setting* setting : asked_settings(config))
        if (setting->kind == RunKind::images && setting->key != "stream" && setting->key != "order")
            words += ", " + setting_words(*setting, config);
    return QString::fromStdString(words);
}

/// Why nothing can be compared, whatever is ticked.
QString MethodsDesk::input_problem() const
{
    const Workbench& workbench = shell_.workbench();
    if (const QString problem = workbench.model_problem(); !problem.isEmpty())
        return problem;
    if (workbench.input() == RunKind::images)
        return {};
    const OpenedDocument& document = workbench.document();
    return document.path.empty() ? tr("Open a document or images first.") : QString::fromStdString(document.problem);
}

void MethodsDesk::run()
{
    Workbench& workbench = shell_.workbench();
    std::vector<PickedMethod> picked = window().picks().picked();
    if (workbench.controller().is_live() || picked.empty())
        return;
    for (PickedMethod& method : picked) {
        method.config.model = workbench.model().directory;
        if (workbench.input() == RunKind::images) {
            method.config.images = workbench.image_set().choice.images;
            method.config.labels = workbench.image_set().choice.labels;
        } else {
            method.config.document = workbench.document().path;
        }
    }
    sources_.clear();
    window_->view().clear();
    window_->runs().start(std::move(picked), workbench.session().path());
}

/// A run's own name, else its method; told apart by the beginning of its id where two would be alike.
QString MethodsDesk::name_of(const RunModel& run, const QStringList& ids) const
{
    const RunEntry* known = shell_.workbench().session().find(QString::fromStdString(run.header().run_id));
    const RunConfig& config = run.header().config;
    if (known && !known->name.isEmpty())
        return known->name;
    const QString words = QString::fromUtf8(method_title(config));
    return ids.size() > 1 ? tr("%1 (%2)").arg(words, QString::fromStdString(short_id(run.header().run_id))) : words;
}

void MethodsDesk::show_runs(const QStringList& ids)
{
    if (window().runs().queue().is_running())
        return shell_.tell(tr("Methods are being compared"), tr("Cancel that, or wait for its end, first."));
    sources_.clear();
    window_->view().clear();
    show();
    read_next(ids, ids);
}

void MethodsDesk::read_next(QStringList waiting, const QStringList& ids)
{
    if (waiting.isEmpty())
        return;
    OtherRun* other = sources_.emplace_back(std::make_unique<OtherRun>()).get();
    const std::string next = waiting.takeFirst().toStdString();
    read_run(*other, shell_.workbench().session().path(), next, this, [this, other, waiting, ids](const auto&) {
        if (!other->run.empty())
            window_->view().add(name_of(other->run, ids), method_of(other->run));
        other->run.clear();  // what is shown was copied
        read_next(waiting, ids);
    });
}

}  // namespace ttt
