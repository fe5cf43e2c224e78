#include "app/window/sweeps/sweep_desk.h"

#include "app/format.h"
#include "app/same_run.h"
#include "app/window/runs/opened_words.h"
#include "app/window/shell/shell.h"
#include "app/window/sweeps/sweep_window.h"
#include "engine/files/file_path.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "views/forms/run_form.h"

#include <QMainWindow>
#include <QPointer>

#include <algorithm>
#include <filesystem>

namespace ttt {

namespace {

/// The tags of a run, and one more.
void add_tag(const std::string& session, const std::string& run_id, const std::string& tag)
{
    std::vector<std::string> tags = SessionReader(session).info(run_id).tags;
    if (std::ranges::find(tags, tag) != tags.end())
        return;
    tags.push_back(tag);
    set_tags(session, run_id, tags);
}

struct Planned {
    std::vector<RunConfig> waiting;
    std::size_t reused = 0;
};

/// What is in the session already becomes part of the group; the rest has to run.
Planned waiting_of(const SweepPlan& plan, const std::string& session)
{
    Planned planned;
    const std::vector<RunInfo> logged =
        std::filesystem::exists(session) ? SessionReader(session).runs() : std::vector<RunInfo>();
    for (const SweepPoint& point : plan.points)
        for (const std::string& document : plan.documents) {
            RunConfig config = point.config;
            config.document = document;
            if (const RunInfo* done = find_done(logged, config)) {
                add_tag(session, done->header.run_id, plan.tag);
                ++planned.reused;
            } else {
                planned.waiting.push_back(std::move(config));
            }
        }
    return planned;
}

}  // namespace

SweepDesk::SweepDesk(Shell& shell) : shell_(shell), queue_(shell.workbench().controller(), shell.workbench().run())
{
    connect(&queue_, &RunQueue::run_ended, this, &SweepDesk::on_run_ended);
}

SweepDesk::~SweepDesk() = default;

SweepWindow& SweepDesk::window()
{
    if (window_)
        return *window_;
    Workbench& workbench = shell_.workbench();
    window_ = std::make_unique<SweepWindow>(workbench.controller(), queue_, &shell_.window());
    connect(window_.get(), &SweepWindow::run_requested, this, &SweepDesk::run);
    connect(window_.get(), &SweepWindow::cancel_requested, &queue_, &RunQueue::cancel);
    connect(window_.get(), &SweepWindow::use_requested, this, &SweepDesk::use);
    connect(window_.get(), &SweepWindow::group_requested, this,
            [this](const QString& tag) { show_group(tag.toStdString()); });
    connect(window_.get(), &SweepWindow::documents_requested, this, [this] {
        const QString path = shell_.dialogs().open_file(window_.get(), tr("Add a document"), {}, {});
        if (!path.isEmpty())
            window_->add_documents({path});
    });
    connect(&workbench.setup(), &RunSetup::changed, this, &SweepDesk::tell);
    connect(&workbench.documents(), &DocumentOpener::answered, this, &SweepDesk::tell);
    connect(&workbench.models(), &ModelOpener::answered, this, &SweepDesk::tell);
    connect(&workbench, &Workbench::opened, this, &SweepDesk::tell);
    connect(&workbench.session(), &Session::changed, this, &SweepDesk::tell_groups);
    tell();
    tell_groups();
    return *window_;
}

void SweepDesk::show()
{
    window().show();
    window_->raise();
    window_->activateWindow();
}

void SweepDesk::close()
{
    queue_.cancel();
    if (window_)
        window_->close();
}

void SweepDesk::tell()
{
    const Workbench& workbench = shell_.workbench();
    const auto& form = shell_.panels().get<RunForm>();
    const std::optional<RunConfig>& config = shell_.workbench().setup().config();
    const bool are_images = workbench.input() == RunKind::images;
    const QString input =
        are_images ? name_of(workbench.image_set()) : QString::fromStdString(file_name(workbench.document().path));
    const QString of_input = input_problem();
    const QString problem = of_input.isEmpty() && !config ? shell_.workbench().setup().problem() : of_input;
    RunConfig named = config.value_or(RunConfig());
    named.method = shell_.workbench().setup().method();
    const QString words = are_images ? tr("%1 is shown %2 with every value; all else is as in the form: %3.")
                                     : tr("%1 reads %2 with every value; all else is as in the form: %3.");
    window_->set_kind(are_images ? RunKind::images : RunKind::document);
    window_->set_form(
        words.arg(QString::fromStdString(form.model().name), input, QString::fromUtf8(method_title(named))),
        named.method, problem);
}

QString SweepDesk::input_problem() const
{
    const Workbench& workbench = shell_.workbench();
    if (const QString problem = workbench.model_problem(); !problem.isEmpty() || workbench.input() == RunKind::images)
        return problem;
    const OpenedDocument& document = workbench.document();
    return document.path.empty() ? tr("Open a document or images first.") : QString::fromStdString(document.problem);
}

/// The latest is shown at once.
void SweepDesk::tell_groups()
{
    std::vector<std::pair<std::string, int>> groups;
    for (const RunEntry& run : shell_.workbench().session().runs())
        for (const QString& words : run.tags) {
            const std::string tag = words.toStdString();
            if (swept_keys(tag).empty())
                continue;
            const auto known = std::ranges::find(groups, tag, &std::pair<std::string, int>::first);
            known == groups.end() ? groups.emplace_back(tag, 1).second : ++known->second;
        }
    window_->set_groups(groups);
    if (window_->group().empty() && !groups.empty())
        show_group(groups.front().first);
}

/// The open one and those that were added; over images one without a name.
std::vector<std::string> SweepDesk::documents() const
{
    const Workbench& workbench = shell_.workbench();
    if (workbench.input() == RunKind::images)
        return {std::string()};
    std::vector<std::string> documents{absolute_path(workbench.document().path)};
    for (const QString& path : window_->documents())
        if (const std::string more = absolute_path(path.toStdString()); more != documents.front())
            documents.push_back(more);
    return documents;
}

/// Throws ttt::Error.
SweepPlan SweepDesk::plan() const
{
    const Workbench& workbench = shell_.workbench();
    RunConfig base = shell_.workbench().setup().config().value_or(RunConfig());
    base.model = absolute_path(workbench.model().directory);
    base.name.clear();
    std::vector<SweepAxis> axes = window_->axes();
    for (const SweepAxis& axis : axes)
        if (const Setting* setting = find_setting(axis.key, base.method))
            reset(*setting, base);
    const std::vector<std::string> documents = this->documents();
    base.document = documents.front();
    if (workbench.input() == RunKind::images) {
        base.images = workbench.image_set().choice.images;
        base.labels = workbench.image_set().choice.labels;
    }
    const ModelFacts facts = opened_facts(workbench.model());
    return sweep_plan(base, std::move(axes), documents, &facts);
}

void SweepDesk::run()
{
    if (shell_.workbench().controller().is_live())
        return;
    try {
        start(plan());
    } catch (const std::exception& error) {
        window_->say(QString::fromUtf8(error.what()), true);
    }
}

void SweepDesk::start(const SweepPlan& plan)
{
    Session& session = shell_.workbench().session();
    running_tag_ = plan.tag;
    show_group(plan.tag);
    window_->say(tr("Looking for what the session holds already …"), false);
    session.ask([desk = QPointer(this), plan, path = session.path()](const std::stop_token&) -> JobQueue::Result {
        Planned planned = waiting_of(plan, path);
        return [desk, planned = std::move(planned)] {
            if (desk)
                desk->begin(planned.waiting, planned.reused);
        };
    });
}

void SweepDesk::begin(std::vector<RunConfig> runs, std::size_t reused)
{
    const QString words = tr("%1 of %2 runs were in the session.").arg(reused).arg(runs.size() + reused);
    window_->say(reused > 0 ? words : QString(), false);
    shell_.workbench().session().refresh();
    read_group();
    queue_.start(std::move(runs), shell_.workbench().session().path());
}

void SweepDesk::on_run_ended(const QString& run_id, const QString& failure)
{
    if (!failure.isEmpty())
        window().say(failure, true);
    if (run_id.isEmpty())
        return;
    Session& session = shell_.workbench().session();
    session.change([path = session.path(), id = run_id.toStdString(), tag = running_tag_] { add_tag(path, id, tag); });
    if (window().group() == running_tag_)
        read_group();
}

void SweepDesk::show_group(const std::string& tag)
{
    runs_.reset();
    window().show_group(tag);
    read_group();
}

/// Behind whatever changes of the session were asked for.
void SweepDesk::read_group()
{
    Session& session = shell_.workbench().session();
    const std::string tag = window().group();
    session.ask(
        [desk = QPointer(this), tag, known = runs_, path = session.path()](const std::stop_token&) -> JobQueue::Result {
            std::vector<SweepRun> read;
            if (std::filesystem::exists(path))
                read = read_sweep(SessionReader(path), tag, known ? *known : std::vector<SweepRun>());
            return [desk, tag, runs = std::make_shared<const std::vector<SweepRun>>(std::move(read))] {
                if (desk)
                    desk->take(tag, runs);
            };
        });
}

void SweepDesk::take(const std::string& tag, const Runs& runs)
{
    if (window().group() != tag)
        return;
    runs_ = runs;
    window().set_runs(*runs);
}

/// As that run was asked for: what all layers share stands once.
void SweepDesk::use(const RunConfig& logged)
{
    RunConfig config = as_asked(logged);
    for (const std::string& key : swept_keys(window().group()))
        if (const Setting* setting = find_setting(key, config.method))
            set_text(*setting, config, swept_text(*setting, logged));
    const RunKind kind = kind_of(config);
    if (kind != shell_.workbench().input())
        return window().say(kind == RunKind::images ? tr("These settings are for images: open some first.")
                                                    : tr("These settings are for a document: open one first."),
                            true);
    shell_.panels().get<RunForm>().set_config(config);
    window().say(tr("The form has these settings now."), false);
}

}  // namespace ttt
