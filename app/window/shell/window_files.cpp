// What a person opens: documents, models, session files.
#include "app/window/shell/main_window.h"

#include "app/compare_methods.h"
#include "app/format.h"
#include "app/places.h"
#include "app/window/lessons/lesson_desk.h"
#include "app/window/runs/run_estimate.h"
#include "app/window/shell/pasted_text.h"
#include "engine/records/error.h"
#include "engine/run_choices.h"
#include "sessions/session_reader.h"
#include "views/forms/run_form.h"
#include "views/number_text.h"

#include <QDragEnterEvent>
#include <QFileInfo>
#include <QMimeData>
#include <QtConcurrentRun>

#include <algorithm>

namespace ttt {

namespace {

/// Of all layers when they agree.
ModelFacts opened_facts(const OpenedModel& model)
{
    ModelFacts facts = facts_of(model.info.config, file_name(model.directory), model.info.decay);
    facts.parameters = model.info.parameter_count;
    facts.twin = model.twin;
    facts.problem = model.problem;
    return facts;
}

/// Where what is open lies, else what is shipped.
QString folder_of(const std::string& opened, const char* shipped)
{
    if (!opened.empty())
        return QFileInfo(QString::fromStdString(opened)).absolutePath();
    try {
        return QString::fromStdString(resources_folder() + shipped);
    } catch (const Error&) {
        return {};
    }
}

QString words_of(const ModelFacts& facts)
{
    QStringList fast;
    for (const std::int64_t layer : facts.fast_layers)
        fast.append(QString::number(layer));
    return MainWindow::tr("%1: %2 parameters, %3 layers, fast layers %4, attention window %5, vocabulary %6")
        .arg(QString::fromStdString(facts.name), grouped(facts.parameters), grouped(facts.layers),
             fast.isEmpty() ? MainWindow::tr("none") : fast.join(QStringLiteral(", ")),
             !facts.window        ? MainWindow::tr("by layer")
             : *facts.window == 0 ? MainWindow::tr("full")
                                  : grouped(*facts.window),
             grouped(facts.vocabulary));
}

}  // namespace

void MainWindow::ask_document()
{
    const QString path =
        dialogs_.open_file(this, tr("Open a document"), tr("Text (*.txt *.md *.xz *.cpp *.h *.py);;All files (*)"),
                           folder_of(document_.path, "/documents"));
    if (!path.isEmpty())
        open_document(path);
}

void MainWindow::paste_document(const QString& text)
{
    guard([&] { open_document(keep_pasted(text)); });
}

void MainWindow::ask_model()
{
    const QString directory =
        dialogs_.open_folder(this, tr("Open a model directory"), folder_of(model_.directory, "/models"));
    if (!directory.isEmpty())
        open_model(directory);
}

void MainWindow::ask_session()
{
    const QString path =
        dialogs_.open_file(this, tr("Open a session"), tr("Sessions (*.ttt);;All files (*)"), folder_of(session_, ""));
    if (!path.isEmpty())
        open_session(path);
}

void MainWindow::open_model(const QString& directory)
{
    bar_->set_model(QFileInfo(directory).fileName(), tr("being read …"));
    const int job = ++model_job_;
    QtConcurrent::run([path = directory.toStdString()] {
        return open_model_directory(path);
    }).then(this, [this, job](OpenedModel model) {
        if (job == model_job_)
            on_model_opened(std::move(model));
    });
}

/// A model that can't be read leaves what was open, with one message; only where nothing was, it stands there.
void MainWindow::on_model_opened(OpenedModel model)
{
    const QString problem = QString::fromStdString(model.problem);
    const bool keeps_old = !problem.isEmpty() && !model_.directory.empty() && model_.problem.empty();
    if (!keeps_old)
        take_model(std::move(model));
    show_opened();
    Q_EMIT model_opened();
    if (!problem.isEmpty())
        dialogs_.tell(this, tr("The model can't be opened"), problem);
}

void MainWindow::take_model(OpenedModel model)
{
    model_ = std::move(model);
    form_->set_device({.cuda = model_.cuda, .cuda_reason = model_.cuda_reason});
    form_->set_model(opened_facts(model_));
    tell_form();
    if (model_.problem.empty()) {
        workspace_.add_recent(QStringLiteral("models"), QString::fromStdString(model_.directory));
        workspace_.set_text(QStringLiteral("model"), QString::fromStdString(model_.directory));
    }
    load_document();
}

/// The bar names what the next run reads, and by what.
void MainWindow::show_opened()
{
    const ModelFacts facts = opened_facts(model_);
    bar_->set_model(QString::fromStdString(facts.name),
                    facts.problem.empty() ? words_of(facts) : QString::fromStdString(facts.problem));
    bar_->set_document(QFileInfo(wanted_document_).fileName(), wanted_document_);
}

void MainWindow::open_document(const QString& path)
{
    wanted_document_ = path;
    preview_wanted_ = true;
    bar_->set_document(QFileInfo(path).fileName(), path);
    if (!model_.directory.empty())
        load_document();
}

void MainWindow::load_document()
{
    if (wanted_document_.isEmpty())
        return;
    const int job = ++document_job_;
    read_as_ = reading_choices();
    RunConfig asked = read_as_;
    asked.document = wanted_document_.toStdString();
    asked.tokens = tokens_;
    QtConcurrent::run([asked, model = model_] {
        return open_document_file(asked, model);
    }).then(this, [this, job](OpenedDocument document) {
        if (job == document_job_)
            on_document_opened(std::move(document));
    });
}

/// What the form says of how any text is read; the rest is the default.
RunConfig MainWindow::reading_choices() const
{
    const RunConfig form = form_->config().value_or(RunConfig());
    RunConfig choices;
    choices.start_token = form.start_token;
    choices.encoding = form.encoding;
    return choices;
}

/// With another encoding, or without its start token, the document has other tokens.
void MainWindow::reread_document()
{
    if (model_.directory.empty() || reading_choices() == read_as_)
        return;
    preview_wanted_ = run_.header().run_id.empty();
    load_document();
}

/// A document that can't be read leaves the one that was open, with one message.
void MainWindow::on_document_opened(OpenedDocument document)
{
    const std::string problem = document.problem;
    const bool was_good = !document_.path.empty() && document_.problem.empty();
    const bool keeps_old = !problem.empty() && was_good && document.path != document_.path;
    if (keeps_old)
        wanted_document_ = QString::fromStdString(document_.path);
    else
        document_ = std::move(document);
    preview_wanted_ = preview_wanted_ && problem.empty();
    if (problem.empty()) {
        workspace_.add_recent(QStringLiteral("documents"), QString::fromStdString(document_.path));
        workspace_.set_text(QStringLiteral("document"), QString::fromStdString(document_.path));
        if (std::exchange(preview_wanted_, false) || run_.empty())
            preview_document();
    }
    show_opened();
    on_activity();
    Q_EMIT document_opened();
    if (!problem.empty() && problem != model_.problem)  // a model's problem was told when it was opened
        dialogs_.tell(this, tr("The document can't be opened"), QString::fromStdString(problem));
}

/// The text with its tokens, before anything is run. A run that goes on is not disturbed.
void MainWindow::preview_document()
{
    if (controller_.activity() != Activity::idle)
        return;
    RunHeader header;
    header.item_count = static_cast<std::int64_t>(document_.record.token_ids.size());
    header.input_hash = document_.record.hash;
    header.remarks = document_.remarks;
    header.config.chunk = expected_chunk(form_->config(), model_.info.config);
    header.config.tokens = header.item_count;
    header.step_count = (header.item_count + header.config.chunk - 1) / header.config.chunk;
    run_.start(header, document_.record);
    workspace_.set_text(QStringLiteral("run"), {});
}

/// Cheap: the form calls it at every letter. Other settings make other chunks of a text that was not run yet.
void MainWindow::tell_estimate()
{
    const std::optional<RunConfig> asked = form_->config();
    const auto length = static_cast<std::int64_t>(document_.record.token_ids.size());
    if (!asked || length == 0)
        return bar_->set_estimate({});
    RunConfig config = *asked;
    config.model = model_.directory;
    RunEntry like;
    like.speed_key = speed_key(config);
    const std::int64_t chunk = expected_chunk(asked, model_.info.config);
    const std::int64_t tokens = asked->tokens > 0 ? std::min(asked->tokens, length) : length;
    bar_->set_estimate(estimate_words(tokens, chunk, measured_rate(entries_, like)));
    if (run_.empty() && run_.header().item_count > 0 && run_.header().config.chunk != chunk)
        preview_document();
}

/// Another model: its twin reads along, where it has one.
void MainWindow::tell_form()
{
    RunConfig config = form_->config().value_or(RunConfig{});
    config.twin = model_.twin;
    config.tokens = config.tokens == 0 ? tokens_ : config.tokens;
    form_->set_config(config);
}

bool MainWindow::open_session(const QString& path)
{
    return guard([&] {
        const std::string file = absolute_path(path.toStdString());
        run_entries(file);  // throws for a file that is no session
        session_ = file;
        refresh_runs();
        workspace_.set_text(QStringLiteral("session"), QString::fromStdString(session_));
        undo_.clear();
    });
}

bool MainWindow::open_at_start(const WindowOptions& options)
{
    const auto chosen = [this](const QString& option, const char* key, std::string (*shipped)()) {
        const QString kept = workspace_.text(QString::fromLatin1(key));
        if (!option.isEmpty() || (!kept.isEmpty() && QFileInfo::exists(kept)))
            return option.isEmpty() ? kept : option;
        return QString::fromStdString(shipped());
    };
    bool good = guard([&] { session_ = default_session(); });
    good = open_session(chosen(options.session, "session", default_session)) && good;
    QString run = workspace_.text(QStringLiteral("run"));
    if (good && options.replay)
        good = guard([&] {
            run = QString::fromStdString(SessionReader(session_).find(options.replay->toStdString()).header.run_id);
        });
    const bool shows_run = good && !options.run && (options.replay || options.document.isEmpty()) && entry(run);
    good = guard([&] {
               open_model(chosen(options.model, "model", shipped_model));
               open_document(chosen(options.document, "document", shipped_document));
           }) &&
           good;
    if (!options.device.isEmpty()) {
        RunConfig config = form_->config().value_or(RunConfig());
        config.device = options.device.toStdString();
        form_->set_config(config);
    }
    preview_wanted_ = !shows_run;
    if (shows_run)
        open_run(run);
    if (!options.teacher.isEmpty())
        good = lessons_->open_teacher(options.teacher) && good;
    return good;
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QMimeData& dragged = *event->mimeData();
    if (dragged.hasUrls() ? dragged.urls().constFirst().isLocalFile() : dragged.hasText())
        event->acceptProposedAction();
}

/// A directory is a model, a .ttt file a session, anything else a document; so is text.
void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    if (!event->mimeData()->hasUrls())
        return paste_document(event->mimeData()->text());
    const QString path = event->mimeData()->urls().constFirst().toLocalFile();
    if (QFileInfo(path).isDir())
        open_model(path);
    else if (path.endsWith(QStringLiteral(".ttt")))
        open_session(path);
    else
        open_document(path);
}

}  // namespace ttt
