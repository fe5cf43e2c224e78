#include "app/window/lessons/lesson_stage.h"

#include "app/places.h"
#include "app/window/lessons/lesson_files.h"
#include "app/window/shell/shell.h"
#include "app/window/shell/window_layout.h"
#include "engine/records/error.h"
#include "views/lab/theorem_view.h"
#include "views/lab_model.h"
#include "views/lessons/drawing_view.h"
#include "views/lessons/lesson_settings.h"
#include "views/plain_text.h"

#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QMainWindow>
#include <QTabWidget>
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
    std::optional<ImagesChoice> images;  // open instead of a document
    std::optional<RunConfig> form;
    std::map<View*, QString> views;
    int tab = 0;
    TheoremSetup theorem;
};

WindowLessonStage::WindowLessonStage(Shell& shell, WindowLayout& layout)
    : shell_(shell), layout_(layout), workbench_(shell.workbench()), theorem_(shell.panels().get<TheoremView>()),
      blank_(new QDockWidget(&shell.window())),
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
    shell.window().addDockWidget(Qt::RightDockWidgetArea, blank_);
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
    connect(&workbench_.models(), &ModelOpener::answered, this, settle_soon);
    connect(&workbench_.session(), &Session::changed, this, settle_soon);
    connect(&workbench_.documents(), &DocumentOpener::answered, this, [this, settle_soon] {
        loaded_tokens_ = workbench_.documents().limit();
        settle_soon();
    });
    connect(&workbench_.controller(), &RunController::activity_changed, this, settle_soon);
    connect(&workbench_.controller(), &RunController::progressed, this, soon);
    connect(&workbench_.run(), &RunModel::started, this, &WindowLessonStage::remember_live_run);
    connect(&workbench_.run(), &RunModel::ended, this, [this, settle_soon] {
        if (workbench_.run().summary().state == RunState::finished && !live_key_.isEmpty())
            made_[std::exchange(live_key_, {})] = QString::fromStdString(run_id());
        settle_soon();
    });
    connect(&workbench_.run(), &RunModel::shown_changed, this, soon);
    connect(&workbench_.selection(), &Selection::locked_changed, this, soon);
    for (const auto signal : {&LabModel::state_changed, &LabModel::trace_changed, &LabModel::heads_changed,
                              &LabModel::causality_changed, &LabModel::theorem_changed})
        connect(&workbench_.lab(), signal, this, soon);
    connect(&theorem_, &TheoremView::setup_changed, this, soon);
}

void WindowLessonStage::begin()
{
    kept_ = std::make_unique<Kept>();
    kept_->layout = shell_.window().saveState();
    kept_->document = workbench_.document().path.empty() ? workbench_.documents().wanted()
                                                         : QString::fromStdString(workbench_.document().path);
    kept_->model = QString::fromStdString(workbench_.model().directory);
    if (workbench_.input() == RunKind::images)
        kept_->images = workbench_.image_set().choice;
    kept_->run = QString::fromStdString(run_id());
    kept_->tokens = loaded_tokens_ = workbench_.documents().limit();
    kept_->form = workbench_.setup().config();
    for (const Panels::Shown& shown : shell_.panels().views())
        kept_->views[shown.view] = shown.view->save();
    kept_->tab = shell_.panels().tabs().currentIndex();
    kept_->theorem = theorem_.setup();
    layout_.reset();
}

void WindowLessonStage::end(bool closing)
{
    if (!is_on())
        return;
    const std::unique_ptr<Kept> kept = std::move(kept_);
    blank_->hide();
    shell_.window().restoreState(kept->layout);
    for (const auto& [view, words] : kept->views)
        view->restore(words);
    shell_.panels().tabs().setCurrentIndex(kept->tab);
    shell_.workspace().set_text(QStringLiteral("document"), kept->document);
    if (!kept->images)
        shell_.workspace().set_text(QStringLiteral("model"), kept->model);
    shell_.workspace().set_text(QStringLiteral("run"), kept->run);
    workbench_.documents().set_limit(kept->tokens);
    if (closing)
        return;
    theorem_.set_setup(kept->theorem);
    if (!kept->model.isEmpty() && kept->model != QString::fromStdString(workbench_.model().directory))
        workbench_.models().open(kept->model);
    if (kept->form)
        workbench_.setup().propose(*kept->form);
    if (kept->images)
        workbench_.open_images(*kept->images);
    else if (!kept->document.isEmpty())
        workbench_.open_document(kept->document);
    const bool has_run =
        !kept->run.isEmpty() && workbench_.session().find(kept->run) && !workbench_.controller().is_live();
    workbench_.want_preview(!has_run);
    if (has_run && kept->run != QString::fromStdString(run_id()))
        workbench_.open_run(kept->run);
}

std::string WindowLessonStage::run_id() const
{
    return workbench_.run().header().run_id;
}

void WindowLessonStage::apply(const LessonState& state)
{
    wanted_ = state;
    form_set_ = placed_ = false;
    show_panels(state);
    restore_views(state.views);
    if (state.theorem)
        theorem_.set_setup(*state.theorem);
    if (state.document && !workbench_.controller().is_live()) {
        if (!has_model())
            workbench_.models().open(lesson_model());
        workbench_.documents().set_limit(tokens());
        if (!has_document() && !document_path().isEmpty())
            workbench_.open_document(document_path());
    }
    settle();
}

bool WindowLessonStage::has_model() const
{
    return workbench_.model().problem.empty() && QString::fromStdString(workbench_.model().directory) == lesson_model();
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
    const auto& document = workbench_.document();
    const auto read = static_cast<qint64>(document.record.token_ids.size());
    return has_model() && workbench_.input() == RunKind::document && document.problem.empty() &&
           !document.path.empty() && QFileInfo(QString::fromStdString(document.path)) == QFileInfo(document_path()) &&
           loaded_tokens_ == tokens() && read > 0;
}

QString WindowLessonStage::run_key() const
{
    return document_path() + u'|' + settings_key(wanted_.run.value_or(RunConfig{}));
}

/// One that has just ended is not in the list yet.
QString WindowLessonStage::made_run() const
{
    const QString id = made_.value(run_key());
    const bool is_there = id == QString::fromStdString(run_id()) || workbench_.session().find(id);
    return is_there ? id : QString();
}

/// In a lesson the twin is wished by "twin": "yes": its place is the model's affair.
void WindowLessonStage::set_form()
{
    RunConfig config = wanted_.run.value_or(RunConfig{});
    config.twin = config.twin.empty() ? std::string() : workbench_.model().twin;
    workbench_.setup().propose(config);
    form_config_ = workbench_.setup().config().value_or(RunConfig{});
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
    if (workbench_.controller().activity() != Activity::idle || !has_document())
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
    const bool is_there = run_id().empty() &&
                          workbench_.run().header().input_hash == workbench_.document().record.hash &&
                          workbench_.run().document().token_ids.size() == workbench_.document().record.token_ids.size();
    if (!is_there)
        workbench_.preview();
}

/// False: it was not made yet, or is being opened.
bool WindowLessonStage::show_run()
{
    const QString id = made_run();
    if (id.isEmpty()) {
        show_text();
        return false;
    }
    if (id == QString::fromStdString(run_id()) && workbench_.run().summary().state == RunState::finished)
        return true;
    workbench_.open_run(id);
    return false;
}

void WindowLessonStage::place()
{
    RunModel& run = workbench_.run();
    if (wanted_.playhead && !run.empty())
        run.set_shown_steps(*wanted_.playhead < 0 ? run.step_count() : *wanted_.playhead);
    if (!wanted_.selection)
        return;
    workbench_.selection().reset();
    if (const Place at = place_in(run, *wanted_.selection))
        workbench_.selection().lock(at);
}

void WindowLessonStage::remember_live_run()
{
    const bool as_wanted = is_on() && workbench_.controller().is_live() && form_set_ && has_document() &&
                           workbench_.setup().config().value_or(RunConfig{}) == form_config_;
    live_key_ = as_wanted ? run_key() : QString();
    tell_.start();
}

}  // namespace ttt
