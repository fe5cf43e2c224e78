#include "app/window/lesson_stage.h"

#include "app/places.h"
#include "app/window/main_window.h"
#include "engine/records/error.h"
#include "views/forms/run_form.h"
#include "views/lab/theorem_view.h"
#include "views/lab_model.h"
#include "views/lessons/lesson_settings.h"
#include "views/number_text.h"
#include "views/token/token_view.h"

#include <QFileInfo>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

/// Lessons are written for the shipped files. Empty when they are not there: the window has told why.
QString shipped_path(const QString& document)
{
    try {
        return document.isEmpty() ? QString::fromStdString(shipped_model())
                                  : QString::fromStdString(resources_folder()) + QStringLiteral("/documents/") + document;
    } catch (const Error&) {
        return {};
    }
}

} // namespace

/// What the person had before the lesson.
struct WindowLessonStage::Kept {
    QByteArray layout;
    QString document, model, run;
    qint64 tokens = 0;
    std::optional<RunConfig> form;
    std::map<View*, QString> views;
    int tab = 0;
    TheoremSetup theorem;
};

WindowLessonStage::WindowLessonStage(MainWindow& window) : QObject(&window), window_(window)
{
    constexpr int tell_ms = 30;
    tell_.setSingleShot(true);
    tell_.setInterval(tell_ms);
    connect(&tell_, &QTimer::timeout, this, &WindowLessonStage::changed);
    listen();
}

WindowLessonStage::~WindowLessonStage() = default;

void WindowLessonStage::listen()
{
    const auto soon = [this] {
        if (is_on() && !tell_.isActive())
            tell_.start();
    };
    const auto settle_soon = [this, soon] {
        settle();
        soon();
    };
    connect(&window_, &MainWindow::model_opened, this, settle_soon);
    connect(&window_, &MainWindow::document_opened, this, [this, settle_soon] {
        loaded_tokens_ = window_.tokens_;
        settle_soon();
    });
    connect(&window_.controller_, &RunController::activity_changed, this, settle_soon);
    connect(&window_.controller_, &RunController::progressed, this, soon);
    connect(&window_.run_, &RunModel::started, this, &WindowLessonStage::remember_live_run);
    connect(&window_.run_, &RunModel::ended, this, [this, settle_soon] {
        if (window_.run_.summary().state == RunState::finished && !live_key_.isEmpty())
            made_[std::exchange(live_key_, {})] = QString::fromStdString(run_id());
        settle_soon();
    });
    connect(&window_.run_, &RunModel::shown_changed, this, soon);
    connect(&window_.selection_, &Selection::locked_changed, this, soon);
    for (const auto signal : {&LabModel::state_changed, &LabModel::trace_changed, &LabModel::heads_changed,
                              &LabModel::causality_changed, &LabModel::theorem_changed})
        connect(&window_.lab_, signal, this, soon);
    connect(window_.theorem_, &TheoremView::setup_changed, this, soon);
}

void WindowLessonStage::begin()
{
    kept_ = std::make_unique<Kept>();
    kept_->layout = window_.saveState();
    kept_->document = window_.document_.path.empty() ? window_.wanted_document_
                                                     : QString::fromStdString(window_.document_.path);
    kept_->model = QString::fromStdString(window_.model_.directory);
    kept_->run = QString::fromStdString(run_id());
    kept_->tokens = loaded_tokens_ = window_.tokens_;
    kept_->form = window_.form_->config();
    for (View* view : window_.views_)
        kept_->views[view] = view->save();
    kept_->tab = window_.tabs_->currentIndex();
    kept_->theorem = window_.theorem_->setup();
    window_.reset_layout();
}

void WindowLessonStage::end(bool closing)
{
    if (!is_on())
        return;
    const std::unique_ptr<Kept> kept = std::move(kept_);
    window_.restoreState(kept->layout);
    for (const auto& [view, words] : kept->views)
        view->restore(words);
    window_.tabs_->setCurrentIndex(kept->tab);
    window_.workspace_.set_text(QStringLiteral("document"), kept->document);
    window_.workspace_.set_text(QStringLiteral("model"), kept->model);
    window_.workspace_.set_text(QStringLiteral("run"), kept->run);
    window_.tokens_ = kept->tokens;
    if (closing)
        return;
    window_.theorem_->set_setup(kept->theorem);
    if (!kept->model.isEmpty() && kept->model != QString::fromStdString(window_.model_.directory))
        window_.open_model(kept->model);
    if (kept->form)
        window_.form_->set_config(*kept->form);
    if (!kept->document.isEmpty())
        window_.open_document(kept->document);
    const bool has_run = !kept->run.isEmpty() && window_.entry(kept->run) && !window_.controller_.is_live();
    window_.preview_wanted_ = !has_run;
    if (has_run && kept->run != QString::fromStdString(run_id()))
        window_.open_run(kept->run);
}

void WindowLessonStage::set_hidden(const QStringList& panels)
{
    hidden_ = panels;
    for (Panel* panel : window_.panels_)
        if (hidden_.contains(panel->objectName())) {
            panel->hide();
            panel->toggleViewAction()->setVisible(false);
        }
}

QStringList WindowLessonStage::closed_panels() const
{
    QStringList names = hidden_;
    for (const Panel* panel : window_.panels_) {
        const bool wanted = !is_on() || !wanted_.panels || wanted_.panels->contains(panel->objectName());
        if (wanted && panel->isHidden() && !names.contains(panel->objectName()))
            names.append(panel->objectName());
    }
    return names;
}

std::string WindowLessonStage::run_id() const
{
    return window_.run_.header().run_id;
}

void WindowLessonStage::apply(const LessonState& state)
{
    wanted_ = state;
    form_set_ = placed_ = false;
    show_panels(state);
    restore_views(state.views);
    if (state.theorem)
        window_.theorem_->set_setup(*state.theorem);
    if (state.document && !window_.controller_.is_live()) {
        if (!has_model())
            window_.open_model(shipped_path({}));
        window_.tokens_ = tokens();
        if (!has_document())
            window_.open_document(document_path());
    }
    settle();
}

void WindowLessonStage::show_panels(const LessonState& state)
{
    if (!state.panels)
        return;
    for (Panel* panel : window_.panels_)
        panel->setVisible(state.panels->contains(panel->objectName()) && !hidden_.contains(panel->objectName()));
    if (state.panels->isEmpty())
        return;
    for (Panel* panel : window_.panels_)
        if (panel->objectName() == state.panels->constFirst())
            panel->raise();  // of those that lie behind each other
}

void WindowLessonStage::restore_views(const QMap<QString, QString>& words)
{
    for (auto at = words.begin(); at != words.end(); ++at) {
        auto* panel = window_.findChild<Panel*>(at.key());
        if (auto* view = panel ? panel->findChild<View*>() : nullptr; view && at.key() != QLatin1String("details"))
            view->restore(at.value());
        else if (at.key() == QLatin1String("details"))
            for (int tab = 0; tab < window_.tabs_->count(); ++tab)
                if (window_.tabs_->tabText(tab).compare(at.value(), Qt::CaseInsensitive) == 0)
                    window_.tabs_->setCurrentIndex(tab);
    }
}

bool WindowLessonStage::has_model() const
{
    return window_.model_.problem.empty() && QString::fromStdString(window_.model_.directory) == shipped_path({});
}

QString WindowLessonStage::document_path() const
{
    return shipped_path(wanted_.document.value_or(QString()));
}

qint64 WindowLessonStage::tokens() const
{
    return wanted_.run ? wanted_.run->tokens : 0;
}

/// The text in the length that the step wants.
bool WindowLessonStage::has_document() const
{
    const auto& document = window_.document_;
    const auto read = static_cast<qint64>(document.record.token_ids.size());
    return has_model() && document.problem.empty() && !document.path.empty() &&
           QFileInfo(QString::fromStdString(document.path)) == QFileInfo(document_path()) &&
           loaded_tokens_ == tokens() && read > 0;
}

QString WindowLessonStage::run_key() const
{
    return document_path() + u'|' + settings_key(wanted_.run.value_or(RunConfig{}));
}

QString WindowLessonStage::made_run() const
{
    const QString id = made_.value(run_key());
    return id.isEmpty() || !window_.entry(id) ? QString() : id;
}

/// In a lesson the twin is wished by "twin": "yes": its place is the model's affair.
void WindowLessonStage::set_form()
{
    RunConfig config = wanted_.run.value_or(RunConfig{});
    config.twin = config.twin.empty() ? std::string() : window_.model_.twin;
    window_.form_->set_config(config);
    form_config_ = window_.form_->config().value_or(RunConfig{});
    form_set_ = true;
}

/// Brings the window nearer to what is wanted, as far as it can be now. Called again at every change.
void WindowLessonStage::settle()
{
    if (!is_on() || placed_)
        return;
    if (!wanted_.document) {
        placed_ = true;
        return;
    }
    if (window_.controller_.activity() != Activity::idle || !has_document())
        return;
    if (!form_set_)
        set_form();
    if (!wanted_.shows_run.value_or(false))
        show_text();
    else if (!show_run())
        return;
    placed_ = true;
    place();
}

/// Only when it does not stand there already: the reader's place in it would be lost.
void WindowLessonStage::show_text()
{
    const bool is_there = run_id().empty() && window_.run_.header().document_hash == window_.document_.record.hash &&
                          window_.run_.document().token_ids.size() == window_.document_.record.token_ids.size();
    if (!is_there)
        window_.preview_document();
}

/// False: it was not made yet, or is being opened.
bool WindowLessonStage::show_run()
{
    const QString id = made_run();
    if (id.isEmpty()) {
        show_text();
        return false;
    }
    if (id == QString::fromStdString(run_id()) && window_.run_.summary().state == RunState::finished)
        return true;
    window_.open_run(id);
    return false;
}

void WindowLessonStage::place()
{
    RunModel& run = window_.run_;
    if (wanted_.playhead && !run.empty())
        run.set_shown_steps(*wanted_.playhead < 0 ? run.step_count() : *wanted_.playhead);
    if (!wanted_.selection)
        return;
    window_.selection_.reset();
    if (const Place at = place_in(run, *wanted_.selection))
        window_.selection_.lock(at);
}

void WindowLessonStage::remember_live_run()
{
    const bool as_wanted = is_on() && window_.controller_.is_live() && form_set_ && has_document() &&
                           window_.form_->config().value_or(RunConfig{}) == form_config_;
    live_key_ = as_wanted ? run_key() : QString();
    tell_.start();
}

QString WindowLessonStage::waits_for() const
{
    if (!wanted_.document || placed_)
        return {};
    const RunProgress progress = window_.controller_.progress();
    switch (window_.controller_.activity()) {
    case Activity::starting:
        return tr("The model is being loaded …");
    case Activity::opening:
        return tr("The run is being opened …");
    case Activity::paused:
        return tr("The run is held. F6 lets it go on.");
    case Activity::running:
    case Activity::cancelling:
        return tr("The model reads: chunk %1 of %2.").arg(grouped(progress.steps), grouped(progress.total_steps));
    case Activity::idle:
        break;
    }
    if (!window_.model_.problem.empty())
        return QString::fromStdString(window_.model_.problem);
    if (!window_.document_.problem.empty())
        return QString::fromStdString(window_.document_.problem);
    if (!has_document())
        return tr("The document is being read …");
    if (!window_.form_->problem().isEmpty())
        return window_.form_->problem();
    return window_.form_->config() == form_config_
               ? tr("Press Run (F5).")
               : tr("The settings of the run were changed: go back and forth to set them as the step wants them.");
}

bool WindowLessonStage::is_reached(const LessonGoal& goal) const
{
    using Kind = LessonGoal::Kind;
    const Place locked = window_.selection_.locked();
    switch (goal.kind) {
    case Kind::next:
        return true;
    case Kind::run_finished:
        return !run_id().empty() && window_.run_.summary().state == RunState::finished;
    case Kind::selected:
        if (goal.what == LessonGoal::What::item)
            return locked && locked.item >= goal.at_least;
        return locked && (goal.what == LessonGoal::What::any || locked.step >= goal.at_least);
    case Kind::theorem: {
        const TheoremSetup setup = window_.theorem_->setup();
        return std::all_of(goal.wishes.begin(), goal.wishes.end(),
                           [&](const TheoremWish& wish) { return fulfils(setup, wish); });
    }
    case Kind::traced:
        return window_.lab_.trace().has_value();
    case Kind::playhead:
        return window_.run_.shown_steps() >= goal.at_least;
    case Kind::heads_scored:
        return window_.lab_.heads().has_value();
    case Kind::causality_checked:
        return window_.lab_.causality().has_value();
    }
    return false;
}

LessonTruth WindowLessonStage::truth(const LessonAsk& ask) const
{
    return truth_of(window_.run_, ask);
}

} // namespace ttt
