// Runs: the one that is shown, those in the session file, and those beside it.
#include "app/window/shell/main_window.h"

#include "app/places.h"
#include "app/verify.h"
#include "app/window/lessons/lesson_desk.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "app/window/runs/go_to.h"
#include "app/window/runs/run_line.h"
#include "app/window/tables/compare_table.h"
#include "app/window/tables/note_list.h"
#include "app/workbench/lab_worker.h"
#include "engine/records/error.h"
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"
#include "views/number_text.h"
#include "views/plot/perplexity_view.h"
#include "views/timeline/timeline.h"
#include "views/token/token_view.h"

#include <QApplication>
#include <QFileInfo>
#include <QLabel>
#include <QtConcurrentRun>

#include <cmath>

namespace ttt {

/// Members go before QObject's children: by then nothing may reach the window or a member any more. First every signal
/// into the window ends, then goes what looks at members.
MainWindow::~MainWindow()
{
    verify_stop_.request_stop();
    for (QObject* child : findChildren<QObject*>())
        child->disconnect(this);
    for (QObject* member :
         std::initializer_list<QObject*>{&run_, &selection_, &lab_, &controller_, &undo_, &refresh_timer_})
        member->disconnect(this);
    perplexity_->set_others({}, {});
    compare_->set_others({}, {});
    tokens_view_->set_reference(nullptr);
    delete methods_;
    delete lessons_;
    qDeleteAll(std::exchange(panels_, {}));
    delete timeline_;
    delete bar_;
    delete lab_worker_;
}

bool MainWindow::guard(const std::function<void()>& act)
{
    try {
        act();
        return true;
    } catch (const std::exception& error) {
        dialogs_.tell(this, tr("That did not work"), QString::fromUtf8(error.what()));
        return false;
    }
}

void MainWindow::connect_runs()
{
    connect(&controller_, &RunController::activity_changed, this, &MainWindow::on_activity);
    connect(&controller_, &RunController::progressed, this, [this] { bar_->refresh(); });
    connect(&controller_, &RunController::failed, this, [this](const QString& sentence) {
        if (!methods_ || !methods_->runs().is_running())  // else it stands in the comparison
            dialogs_.tell(this, tr("The run failed"), sentence);
    });
    connect(&run_, &RunModel::started, this, [this] {
        selection_.reset();
        if (controller_.is_live())
            tokens_view_->follow_reading();
        compare(std::exchange(compare_next_, {}));
        refresh_words();
    });
    connect(&run_, &RunModel::ended, this, &MainWindow::refresh_runs);
    connect(form_, &RunForm::changed, this, &MainWindow::refresh_actions);
    connect(form_, &RunForm::submitted, this, &MainWindow::start_run);
    connect(form_, &RunForm::changed, this, &MainWindow::tell_memory);
    connect(form_, &RunForm::changed, this, &MainWindow::reread_document);
    connect(form_, &RunForm::changed, this, &MainWindow::tell_estimate);
    connect(this, &MainWindow::document_opened, this, &MainWindow::tell_memory);
    connect(this, &MainWindow::model_opened, this, &MainWindow::tell_memory);
    connect(form_, &RunForm::note_changed, this, [this] { form_panel_->bar().set_note(form_->note()); });
    connect(sessions_, &SessionList::note_changed, this, [this] { session_panel_->bar().set_note(sessions_->note()); });
    connect(sessions_, &SessionList::open_requested, this, &MainWindow::open_run);
    connect(sessions_, &SessionList::compare_requested, this, &MainWindow::compare);
    connect(sessions_, &SessionList::methods_requested, this, &MainWindow::show_runs_as_methods);
    connect(sessions_, &SessionList::rename_requested, this, &MainWindow::rename_run);
    connect(sessions_, &SessionList::tags_requested, this, &MainWindow::edit_tags);
    connect(sessions_, &SessionList::notes_requested, this, &MainWindow::edit_notes);
    connect(sessions_, &SessionList::delete_requested, this, &MainWindow::delete_runs);
    connect(sessions_, &SessionList::export_requested, this, &MainWindow::export_run);
    connect(sessions_, &SessionList::import_requested, this, &MainWindow::import_run);
    connect(notes_, &NoteList::add_requested, this, &MainWindow::add_note);
    connect(notes_, &NoteList::edit_requested, this, [this](qint64 id, const QString& text) {
        if (const auto now = dialogs_.ask_text(this, tr("Note"), tr("Text"), text, true))
            guard([&] { set_annotation_text(session_, id, now->toStdString()); });
        refresh_runs();
    });
    connect(notes_, &NoteList::delete_requested, this, [this](qint64 id) {
        guard([&] { delete_annotation(session_, id); });
        refresh_runs();
    });
    connect(&undo_, &QUndoStack::indexChanged, this, &MainWindow::refresh_runs);
    refresh_timer_.setInterval(1000);
    connect(&refresh_timer_, &QTimer::timeout, this, &MainWindow::refresh_runs);
}

void MainWindow::start_run()
{
    if (controller_.is_live() || !run_problem().isEmpty())
        return;
    std::optional<RunConfig> config = form_->config();
    config->model = model_.directory;
    config->document = document_.path;
    controller_.start(*config, session_);
}

void MainWindow::show_largest_gain()
{
    document_panel_->show();
    document_panel_->raise();
    tokens_view_->select_largest_gain();
}

void MainWindow::go_to()
{
    const auto words = dialogs_.ask_text(this, tr("Go to"), tr("Token 1,234, or chunk c12"), {}, false);
    if (!words || words->trimmed().isEmpty())
        return;
    const std::optional<Place> place = place_named(*words, run_);
    if (!place)
        return say(tr("“%1” is no token of this text, and no chunk: write 1,234 or c12.").arg(*words));
    document_panel_->show();
    document_panel_->raise();
    selection_.lock(*place);
}

void MainWindow::open_run(const QString& id)
{
    if (controller_.is_live()) {
        dialogs_.tell(this, tr("A run goes on"), tr("Cancel it, or wait for its end, before opening another run."));
        return;
    }
    controller_.open(session_, id.toStdString());
    workspace_.set_text(QStringLiteral("run"), id);
}

/// Why Run is not possible; empty when it is.
QString MainWindow::run_problem() const
{
    if (!model_.problem.empty())
        return QString::fromStdString(model_.problem);
    if (!form_->problem().isEmpty())
        return form_->problem();
    if (document_.path.empty())
        return tr("Open a document first.");
    return QString::fromStdString(document_.problem);
}

/// What was asked for is still being read: nothing is wrong yet.
bool MainWindow::is_reading() const
{
    return model_.directory.empty() || (document_.path.empty() && !wanted_document_.isEmpty());
}

/// Cheap: the form calls it at every letter.
void MainWindow::refresh_actions()
{
    const Activity now = controller_.activity();
    const bool live = controller_.is_live();
    const QString problem = run_problem();
    actions_.run->setEnabled(!live && problem.isEmpty());
    run_line_->set_problem(live || is_reading() ? QString() : problem);
    actions_.run->setToolTip(problem.isEmpty() ? tr("Read the document with the model, log every step (F5)") : problem);
    actions_.pause->setEnabled(now == Activity::running || now == Activity::paused);
    actions_.pause->setChecked(now == Activity::paused);
    actions_.pause->setText(now == Activity::paused ? tr("Go on") : tr("Pause"));
    actions_.cancel->setEnabled(live && now != Activity::cancelling);
    for (QAction* action : run_needed_)
        action->setEnabled(!run_.empty());
    verify_->setEnabled(!run_.empty() && now == Activity::idle && !is_verifying_);
}

void MainWindow::on_activity()
{
    refresh_actions();
    controller_.is_live() ? refresh_timer_.start() : refresh_timer_.stop();
    if (controller_.activity() == Activity::running)
        workspace_.set_text(QStringLiteral("run"), QString::fromStdString(run_.header().run_id));
    bar_->refresh();
    refresh_runs();
}

void MainWindow::refresh_runs()
{
    try {
        entries_ = run_entries(session_);
        sessions_->set_runs(entries_);
        notes_->set_notes(run_.empty() || !entry(QString::fromStdString(run_.header().run_id))
                              ? std::vector<Annotation>{}
                              : SessionReader(session_).annotations(run_.header().run_id));
    } catch (const Error& error) {
        session_panel_->bar().set_note(QString::fromUtf8(error.what()));
    }
    refresh_words();
    tell_estimate();
}

const RunEntry* MainWindow::entry(const QString& id) const
{
    for (const RunEntry& entry : entries_)
        if (entry.id == id)
            return &entry;
    return nullptr;
}

namespace {

QString result_of(const RunEntry& entry)
{
    const auto number = [](double value) { return fixed_text(value, 2); };
    QStringList words;
    if (!std::isnan(entry.ppl_adapted))
        words.append(MainWindow::tr("adapted %1").arg(number(entry.ppl_adapted)));
    if (!std::isnan(entry.ppl_frozen))
        words.append(MainWindow::tr("frozen %1").arg(number(entry.ppl_frozen)));
    if (!std::isnan(entry.ppl_twin))
        words.append(MainWindow::tr("twin %1").arg(number(entry.ppl_twin)));
    if (!std::isnan(entry.ppl_adapted) && !std::isnan(entry.ppl_frozen))
        words.append(MainWindow::tr("%1 against frozen").arg(change_text(entry.ppl_adapted / entry.ppl_frozen)));
    return words.join(QStringLiteral(" · "));
}

}  // namespace

void MainWindow::refresh_words()
{
    const QString file = QFileInfo(QString::fromStdString(session_)).fileName();
    const RunEntry* shown = run_.empty() ? nullptr : entry(QString::fromStdString(run_.header().run_id));
    saved_words_->setText(shown ? tr("session %1 · saved to chunk %2").arg(file, grouped(shown->steps_done))
                                : tr("session %1").arg(file));
    saved_words_->setToolTip(QString::fromStdString(session_));
    const auto memory = run_.metric(Metric::peak_memory_mib);
    device_words_->setText(run_.empty()     ? QString()
                           : memory.empty() ? QString::fromStdString(run_.header().device_name)
                                            : tr("%1, %2 MiB")
                                                  .arg(QString::fromStdString(run_.header().device_name),
                                                       grouped(std::llround(memory.back()))));
    result_words_->setText(shown ? result_of(*shown) : QString());
    sessions_->set_shown(QString::fromStdString(run_.header().run_id));
    run_line_->set_name(shown ? shown->name : QString());
    run_line_->set_headline(result_words_->text());
    setWindowTitle(run_.document().name.empty()
                       ? tr("TTT Workbench")
                       : tr("%1 – TTT Workbench").arg(QString::fromStdString(run_.document().name)));
}

void MainWindow::rename_run(const QString& id, const QString& name)
{
    const RunEntry* before = entry(id);
    if (before && before->name != name)
        guard([&] { run_undo_.rename(session_, id.toStdString(), before->name.toStdString(), name.toStdString()); });
}

void MainWindow::edit_tags(const QString& id)
{
    const RunEntry* run = entry(id);
    if (!run)
        return;
    const auto text =
        dialogs_.ask_text(this, tr("Tags"), tr("Words, parted by commas"), run->tags.join(QStringLiteral(", ")), false);
    if (!text)
        return;
    std::vector<std::string> tags;
    for (const QString& tag : text->split(QLatin1Char(','), Qt::SkipEmptyParts))
        if (!tag.trimmed().isEmpty())
            tags.push_back(tag.trimmed().toStdString());
    guard([&] { set_tags(session_, id.toStdString(), tags); });
    refresh_runs();
}

void MainWindow::edit_notes(const QString& id)
{
    const RunEntry* run = entry(id);
    if (!run)
        return;
    if (const auto text = dialogs_.ask_text(this, tr("Remarks"), tr("On this run"), run->notes, true))
        guard([&] { set_notes(session_, id.toStdString(), text->toStdString()); });
    refresh_runs();
}

void MainWindow::delete_runs(const QStringList& ids)
{
    std::vector<std::string> gone;
    for (const QString& id : ids)
        gone.push_back(id.toStdString());
    const bool deleted = guard([&] { run_undo_.remove(session_, gone); });
    refresh_runs();
    if (deleted)
        say(tr("Deleted. Session › Undo brings it back."));
}

void MainWindow::export_run(const QString& id)
{
    const QString path = dialogs_.save_file(this, tr("Export the run"), tr("run.ttt"), tr("Sessions (*.ttt)"));
    if (!path.isEmpty())
        guard([&] { copy_run(session_, id.toStdString(), path.toStdString()); });
}

void MainWindow::import_run()
{
    const QString path = dialogs_.open_file(this, tr("Import runs"), tr("Sessions (*.ttt);;All files (*)"),
                                            QFileInfo(QString::fromStdString(session_)).absolutePath());
    if (path.isEmpty())
        return;
    guard([&] {
        make_parent_folder(session_);
        for (const RunEntry& entry : run_entries(path.toStdString()))
            copy_run(path.toStdString(), entry.id.toStdString(), session_);
    });
    refresh_runs();
}

void MainWindow::compare(const QStringList& ids)
{
    if (run_.empty() && !ids.isEmpty()) {
        compare_next_ = ids;
        open_run(ids.first());
        return;
    }
    perplexity_->set_others({}, {});
    compare_->set_others({}, {});
    tokens_view_->set_reference(nullptr);
    others_.clear();
    std::vector<const RunModel*> runs;
    const RunEntry* own = entry(QString::fromStdString(run_.header().run_id));
    std::vector<const RunEntry*> entries;
    if (own)
        entries.push_back(own);
    for (const QString& id : ids) {
        const RunEntry* other = entry(id);
        if (!other || id.toStdString() == run_.header().run_id)
            continue;
        entries.push_back(other);
        others_.push_back(std::make_unique<OtherRun>());
        OtherRun& beside = *others_.back();
        read_run(beside, session_, id.toStdString(), this, [this](const RunSummary&) {
            tokens_view_->set_reference(&others_.front()->run);
            perplexity_->update();
        });
        runs.push_back(&beside.run);
    }
    if (runs.empty())
        return;
    QStringList names = distinct_names(entries);
    const QString own_name = own ? names.takeFirst() : tr("this run");
    perplexity_->set_others(runs, {names.begin(), names.end()}, own_name);
    compare_->set_others(runs, {names.begin(), names.end()});
    compare_->set_name(own_name);
    tabs_->setCurrentWidget(compare_);
}

void MainWindow::verify_run()
{
    if (std::exchange(is_verifying_, true))
        return;
    refresh_actions();
    say(tr("Verifying: the run is computed again …"));
    QtConcurrent::run([session = controller_.session(), id = run_.header().run_id, stop = verify_stop_.get_token()] {
        const SessionReader reader(session);
        return text_of(verify(reader, reader.find(id), stop, [](const StepRecord&) {}));
    }).then(this, [this](const std::string& sentence) {
          end_verify(QString::fromStdString(sentence));
      }).onFailed(this, [this](const std::exception& error) {
        end_verify({});
        dialogs_.tell(this, tr("The run can't be verified"), QString::fromUtf8(error.what()));
    });
}

void MainWindow::end_verify(const QString& verdict)
{
    is_verifying_ = false;
    refresh_actions();
    say(verdict);
}

/// From the pin to the selection when both are tokens, else the selected chunk.
void MainWindow::add_note()
{
    const Place place = selection_.locked() ? selection_.locked() : selection_.current();
    if (run_.empty() || !place) {
        say(tr("Select a token or a chunk first."));
        return;
    }
    auto [begin, end] = run_.items_of(place.step);
    if (place.item >= 0) {
        const std::int64_t from = selection_.pinned().item >= 0 ? selection_.pinned().item : place.item;
        begin = std::min(from, place.item);
        end = std::max(from, place.item) + 1;
    }
    const auto text = dialogs_.ask_text(this, tr("Add a note"), tr("On tokens %1 – %2").arg(begin).arg(end), {}, true);
    if (!text || text->trimmed().isEmpty())
        return;
    guard([&, begin = begin, end = end] {
        Annotation note;
        note.begin = begin;
        note.end = end;
        note.text = text->toStdString();
        add_annotation(session_, run_.header().run_id, note);
    });
    refresh_runs();
    tabs_->setCurrentWidget(notes_);
}

}  // namespace ttt
