#include "app/workbench/workbench.h"

#include "app/places.h"
#include "app/workbench/ask_note.h"
#include "app/workbench/run_estimate.h"
#include "engine/records/error.h"
#include "engine/records/file_name.h"
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

void Workbench::connect_openings()
{
    connect(&models_, &ModelOpener::taken, &documents_, &DocumentOpener::reread);
    connect(&models_, &ModelOpener::taken, this, &Workbench::on_model);
    connect(&models_, &ModelOpener::answered, this, &Workbench::tell_lab);
    connect(&images_, &ImageOpener::taken, this, &Workbench::on_images);
    connect(&images_, &ImageOpener::refused, this, [this](const QString& problem) {
        asked_input_ = input_;
        Q_EMIT refused(tr("The images can't be opened"), problem);
    });
    connect(&models_, &ModelOpener::refused, this,
            [this](const QString& problem) { Q_EMIT refused(tr("The model can't be opened"), problem); });
    connect(&documents_, &DocumentOpener::taken, this, [this] {
        if (asked_input_ == RunKind::document && document().problem.empty())
            set_input(RunKind::document);
    });
    connect(&documents_, &DocumentOpener::answered, this, &Workbench::on_document);
    connect(&documents_, &DocumentOpener::refused, this,
            [this](const QString& problem) { Q_EMIT refused(tr("The document can't be opened"), problem); });
    connect(&setup_, &RunSetup::changed, this, &Workbench::on_setup);
    connect(&models_, &ModelOpener::answered, this, &Workbench::on_answered);
    connect(&documents_, &DocumentOpener::answered, this, &Workbench::on_answered);
    connect(&images_, &ImageOpener::answered, this, &Workbench::on_answered);
}

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

QString Workbench::model_problem() const
{
    const OpenedModel& open = model();
    if (!open.problem.empty() || !models_.has_one())
        return QString::fromStdString(open.problem);
    if (open.kind == RunKind::images && input_ == RunKind::images)
        return QString::fromStdString(net_problem(open.net, image_set().to_read()));
    if (open.kind == input_ || models_.is_reading())
        return {};
    const QString name = QString::fromStdString(file_name(open.directory));
    return input_ == RunKind::images
               ? tr("The model %1 reads text, and images are open: choose a net for images, or open a document.")
                     .arg(name)
               : tr("The net %1 tells images apart, and a document is open: open images, or a language model.")
                     .arg(name);
}

bool Workbench::is_opening() const
{
    const bool reads_document = document().path.empty() && !documents_.wanted().isEmpty();
    if (input_ == RunKind::images || asked_input_ == RunKind::images)
        return models_.is_reading() || images_.is_reading();
    return (!models_.has_one() && models_.is_reading()) || reads_document;
}

void Workbench::open_document(const QString& path)
{
    preview_wanted_ = true;
    asked_input_ = RunKind::document;
    if (model().kind == RunKind::images && !models_.is_reading())
        open_language_model();
    documents_.open(path);
}

void Workbench::open_language_model()
{
    try {
        models_.open(language_model_.isEmpty() ? QString::fromStdString(shipped_model()) : language_model_);
    } catch (const Error& error) {
        Q_EMIT refused(tr("The model can't be opened"), QString::fromUtf8(error.what()));
    }
}

void Workbench::open_images(const ImagesChoice& choice)
{
    preview_wanted_ = true;
    asked_input_ = RunKind::images;
    images_.open(choice);
}

void Workbench::open_model(const QString& directory)
{
    const std::string path = absolute_path(directory.toStdString());
    fitted_net_ = path == fitting_net() ? path : std::string();
    models_.open(directory);
}

/// The shipped one for the method; empty: nothing is shipped here.
std::string Workbench::fitting_net() const
{
    try {
        return absolute_path(shipped_net(setup_.method()));
    } catch (const Error&) {
        return {};
    }
}

/// A run that goes on is not disturbed.
void Workbench::preview()
{
    if (controller_.activity() != Activity::idle)
        return;
    input_ == RunKind::images ? preview_images() : preview_text();
    on_run_shown();
}

void Workbench::preview_text()
{
    const DocumentRecord& text = document().record;
    RunHeader header;
    header.item_count = static_cast<std::int64_t>(text.token_ids.size());
    header.input_hash = text.hash;
    header.remarks = document().remarks;
    header.config.chunk = expected_chunk(setup_.config(), model().info.config);
    header.config.tokens = header.item_count;
    header.step_count = (header.item_count + header.config.chunk - 1) / header.config.chunk;
    run_.start(header, text);
}

/// How long their stream will be the form says; here they are one step.
void Workbench::preview_images()
{
    const OpenedImageSet& set = image_set();
    RunHeader header;
    header.kind = images_kind;
    header.config.images = set.choice.images;
    header.config.labels = set.choice.labels;
    header.item_count = header.step_items = set.count;
    header.step_count = 1;
    header.input_hash = set.hash;
    header.remarks = set.remarks;
    run_.start(header, ImageSetRecord{.hash = set.hash,
                                      .name = set.source,
                                      .height = set.shape.height,
                                      .width = set.shape.width,
                                      .channels = set.shape.channels,
                                      .count = set.count,
                                      .class_names = set.class_names,
                                      .pixels = {},
                                      .shifts = {}});
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

/// What a person opened for images is kept for them, and so is what reads documents.
void Workbench::on_model()
{
    if (!model().problem.empty())
        return;
    if (model().kind == RunKind::document)
        language_model_ = QString::fromStdString(model().directory);
    else
        chosen_net_ = model().directory == fitted_net_ ? std::string() : model().directory;
}

void Workbench::set_input(RunKind kind)
{
    if (std::exchange(input_, kind) != kind)
        Q_EMIT input_changed();
}

/// A document that is read anew since the model is another one is not asked for any more once images are.
void Workbench::on_document()
{
    if (asked_input_ != RunKind::document)
        return;
    asked_input_ = input_;
    const bool is_good = document().problem.empty() && input_ == RunKind::document;
    preview_wanted_ = preview_wanted_ && is_good;
    if (is_good && (std::exchange(preview_wanted_, false) || run_.empty()))
        preview();
    fit_net();
}

void Workbench::on_images()
{
    if (asked_input_ != RunKind::images)
        return;
    set_input(RunKind::images);
    if (std::exchange(preview_wanted_, false) || run_.empty())
        preview();
    fit_net();
}

/// Whoever waits for all of it hears once.
void Workbench::on_answered()
{
    Q_EMIT possible_changed();
    if (!is_opening())
        Q_EMIT opened();
}

/// Without a choice of a person the net follows the method.
void Workbench::fit_net()
{
    if (input_ != RunKind::images || asked_input_ != RunKind::images)
        return;
    const std::string directory = chosen_net_.empty() ? fitting_net() : chosen_net_;
    if (directory.empty() || models_.wanted().toStdString() == directory)
        return;
    if (chosen_net_.empty())
        fitted_net_ = directory;
    models_.open(QString::fromStdString(directory));
}

/// Cheap: a form calls it at every letter.
void Workbench::on_setup()
{
    if (input_ == RunKind::document)
        on_document_setup();
    fit_net();
    tell_lab();
    Q_EMIT possible_changed();
}

/// With another encoding, or without its start token, the document has other tokens; other settings make other chunks
/// of a text that was not run yet.
void Workbench::on_document_setup()
{
    const RunConfig choices = setup_.config().value_or(RunConfig());
    if (documents_.choose(choices)) {
        preview_wanted_ = run_.header().run_id.empty();
        documents_.reread();
    }
    const std::int64_t chunk = expected_chunk(setup_.config(), model().info.config);
    if (setup_.config() && run_.empty() && run_.header().item_count > 0 && run_.header().config.chunk != chunk)
        preview();
}

void Workbench::use_shown_settings()
{
    const RunConfig asked = as_asked(run_.header().config);
    const RunKind kind = kind_of(asked);
    const ImagesChoice images{.images = asked.images, .labels = asked.labels};
    if (kind == RunKind::images && !(input_ == kind && image_set().choice == images))
        open_images(images);
    if (kind == RunKind::document && input_ != kind)
        open_document(QString::fromStdString(asked.document));
    if (kind == RunKind::images && asked.model != model().directory)
        open_model(QString::fromStdString(asked.model));
    preview_wanted_ = false;  // the run stays in the views
    setup_.propose(asked);
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
