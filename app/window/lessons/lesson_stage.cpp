#include "app/window/lessons/lesson_stage.h"

#include "app/places.h"
#include "app/window/lessons/lesson_files.h"
#include "app/window/shell/main_window.h"
#include "engine/records/error.h"
#include "views/forms/run_form.h"
#include "views/lab/theorem_view.h"
#include "views/lab_model.h"
#include "views/lessons/drawing_view.h"
#include "views/lessons/lesson_settings.h"
#include "views/plain_text.h"
#include "views/token/token_view.h"

#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

/// Lessons are written for the shipped model. Empty when it is not there: the window has told why.
QString lesson_model()
{
    try {
        return QString::fromStdString(shipped_model());
    } catch (const Error&) {
        return {};
    }
}

constexpr double largest_drawing = 2.2;

}  // namespace

QString WindowLessonStage::drawings()
{
    try {
        return QString::fromStdString(resources_folder()) + QStringLiteral("/lessons/drawings");
    } catch (const Error&) {  // without resources there is no lesson either
        return {};
    }
}

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

WindowLessonStage::WindowLessonStage(MainWindow& window)
    : QObject(&window), window_(window), blank_(new QDockWidget(&window)),
      blank_words_(new PlainLabel(tr("The other panels are hidden in this step."))),
      blank_drawing_(new DrawingView(largest_drawing))
{
    blank_->setObjectName(QStringLiteral("lesson-blank"));
    blank_->setTitleBarWidget(new QWidget(blank_));
    auto* page = new QWidget(blank_);
    auto* column = new QVBoxLayout(page);
    blank_words_->setAlignment(Qt::AlignCenter);
    blank_words_->setEnabled(false);
    column->addWidget(blank_words_);
    column->addWidget(blank_drawing_, 1);
    blank_->setWidget(page);
    window.addDockWidget(Qt::RightDockWidgetArea, blank_);
    blank_->hide();
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
    kept_->document =
        window_.document_.path.empty() ? window_.wanted_document_ : QString::fromStdString(window_.document_.path);
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
    blank_->hide();
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
            window_.open_model(lesson_model());
        window_.tokens_ = tokens();
        if (!has_document() && !document_path().isEmpty())
            window_.open_document(document_path());
    }
    settle();
}

bool WindowLessonStage::has_model() const
{
    return window_.model_.problem.empty() && QString::fromStdString(window_.model_.directory) == lesson_model();
}

QString WindowLessonStage::document_path() const
{
    return wanted_.document ? lesson_document(*wanted_.document, folder_) : QString();
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
    const bool is_there = run_id().empty() && window_.run_.header().input_hash == window_.document_.record.hash &&
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

}  // namespace ttt
