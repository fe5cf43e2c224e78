#include "app/workbench/workbench.h"

#include "app/places.h"
#include "app/workbench/ask_note.h"
#include "engine/records/error.h"
#include "engine/records/other_program.h"
#include "engine/records/settings/setting_words.h"

#include <algorithm>
#include <utility>

namespace ttt {

Workbench::Workbench()
{
    constexpr int refresh_ms = 1000;
    refresh_.setInterval(refresh_ms);
    connect(&refresh_, &QTimer::timeout, &session_, &Session::refresh);
    connect_openings();
    connect_runs();
    try {
        tell_shipped_images();
    } catch (const Error&) {  // opening them tells of it
    }
}

Workbench::~Workbench() = default;

void Workbench::connect_runs()
{
    connect(&controller_, &RunController::activity_changed, this, &Workbench::on_activity);
    connect(&controller_, &RunController::begun, this, &Workbench::on_run_shown);
    connect(&run_, &RunModel::ended, &session_, &Session::refresh);
    connect(&run_, &RunModel::ended, this, &Workbench::possible_changed);
    connect(&ask_, &AskModel::answered, this, &Workbench::keep_answer);
    connect(&session_, &Session::failed, this,
            [this](const QString& sentence) { Q_EMIT refused(tr("That did not work"), sentence); });
    connect(&verification_, &Verification::changed, this, &Workbench::possible_changed);
    connect(&verification_, &Verification::failed, this,
            [this](const QString& sentence) { Q_EMIT refused(tr("The run can't be verified"), sentence); });
}

/// The one place that says it, whatever was typed or clicked.
Possible Workbench::possible() const
{
    const Activity now = controller_.activity();
    const bool is_live = controller_.is_live();
    Possible can;
    const bool waits_for_net = input_ == RunKind::images && is_opening();
    can.run = !is_live && !waits_for_net && run_problem().isEmpty() && (branch_ || next_run());
    can.pause = now == Activity::running || now == Activity::paused;
    can.cancel = is_live && now != Activity::cancelling;
    can.use_run = !run_.empty();
    can.verify = can.use_run && now == Activity::idle && !verification_.is_running();
    return can;
}

QString Workbench::run_problem() const
{
    if (const QString problem = model_problem(); !problem.isEmpty())
        return problem;
    if (!setup_.problem().isEmpty())
        return setup_.problem();
    if (branch_ || (input_ == RunKind::images && image_set().is_good()))
        return {};
    if (document().path.empty())
        return tr("Open a document or images first.");
    return QString::fromStdString(document().problem);
}

/// As the form says, of what is open; nullopt: it can't be.
std::optional<RunConfig> Workbench::next_run() const
{
    std::optional<RunConfig> config = setup_.config();
    if (!config || !models_.has_one() || kind_of(*config) != input_)
        return std::nullopt;
    config->model = model().directory;
    if (input_ == RunKind::document) {
        config->document = document().path;
    } else {
        config->images = image_set().choice.images;
        config->labels = image_set().choice.labels;
    }
    return config;
}

void Workbench::start_run()
{
    if (!possible().run)
        return;
    if (branch_)
        controller_.start(branch_run(), session_.path(), *branch_);
    else
        controller_.start(*next_run(), session_.path());
}

std::int64_t Workbench::branch_chunk() const
{
    const RunHeader& header = run_.header();
    if (run_.empty() || header.kind != document_kind || is_of_another_program(header))
        return 0;
    const Place locked = selection_.locked();
    const std::int64_t wanted = locked ? locked.step : run_.shown_steps();
    return std::min({wanted, run_.step_count(), header.step_count - 1});
}

void Workbench::branch_from(std::int64_t chunk)
{
    if (chunk < 1)
        return set_branch({});
    branch_config_ = run_.header().config;
    RunConfig proposed = as_asked(branch_config_);
    proposed.name.clear();
    setup_.propose(proposed);
    set_branch(BranchPoint{controller_.session(), run_.header().run_id, chunk});
}

void Workbench::set_branch(std::optional<BranchPoint> branch)
{
    branch_ = std::move(branch);
    Q_EMIT branch_changed();
    Q_EMIT possible_changed();
}

/// What is opened is that of the run it goes on from; the form has the rest.
RunConfig Workbench::branch_run() const
{
    RunConfig config = setup_.config().value();
    config.model = branch_config_.model;
    config.document = branch_config_.document;
    config.twin = branch_config_.twin;
    config.tokens = branch_config_.tokens;
    config.encoding = branch_config_.encoding;
    config.start_token = branch_config_.start_token;
    return config;
}

void Workbench::open_run(const QString& id)
{
    if (controller_.is_live())
        Q_EMIT refused(tr("A run goes on"), tr("Cancel it, or wait for its end, before opening another run."));
    else
        controller_.open(session_.path(), id.toStdString());
}

void Workbench::compare(const QStringList& ids)
{
    if (!run_.empty() || ids.isEmpty())
        return comparison_.set(ids);
    compare_next_ = ids;
    open_run(ids.first());
}

void Workbench::verify()
{
    if (possible().verify)
        verification_.start(controller_.session(), run_.header().run_id);
}

void Workbench::check_causality()
{
    const std::int64_t chunk = run_.header().config.chunk;
    const std::int64_t locked = selection_.locked().item;
    lab_.ask_causality(locked > 0 ? locked : std::min(chunk + chunk / 2, run_.header().item_count - 1));
}

void Workbench::stop()
{
    controller_.cancel();
    verification_.cancel();
}

/// As a note at its place. A text that was not run yet has no place in a session.
void Workbench::keep_answer(const AskChoices& choices)
{
    if (run_.empty())
        return;
    const std::int64_t item = std::min(ask_.question().place.at, run_.header().item_count - 1);
    Annotation note;
    note.begin = item;
    note.end = item + 1;
    note.text = note_of(ask_.question(), choices, ask_.texts());
    const std::string before = std::exchange(last_answer_, note.text);
    const auto found = std::ranges::find(session_.notes(), before, &Annotation::text);
    if (!ask_.question().turns.empty() && found != session_.notes().end())  // the conversation goes on
        edits_.set_note_text(found->id, QString::fromStdString(note.text));
    else
        edits_.add_note(QString::fromStdString(run_.header().run_id), note);
}

/// Whoever shows the run heard of it before.
void Workbench::on_run_shown()
{
    set_branch({});
    tell_lab();
    selection_.reset();
    comparison_.set(std::exchange(compare_next_, {}));
    session_.refresh();
    Q_EMIT run_shown();
    Q_EMIT possible_changed();
}

void Workbench::on_activity()
{
    const bool is_written = controller_.is_live() || controller_.activity() == Activity::following;
    is_written ? refresh_.start() : refresh_.stop();
    tell_lab();
    session_.refresh();
    Q_EMIT possible_changed();
}

void Workbench::tell_lab()
{
    const bool is_text = input_ == RunKind::document;
    lab_subject_.set(controller_.activity() != Activity::idle, is_text ? next_run() : std::nullopt);
}

}  // namespace ttt
