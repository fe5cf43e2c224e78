#include "app/window/methods/methods_window.h"

#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_runs.h"
#include "app/window/runs/run_bar.h"
#include "app/window/shell/panel.h"
#include "views/kind_words.h"
#include "views/number_text.h"
#include "views/plain_text.h"
#include "views/theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QEvent>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollArea>
#include <QTimer>

#include <cmath>

namespace ttt {

namespace {

constexpr int width_in_characters = 170, height_in_lines = 52;

}  // namespace

MethodsWindow::MethodsWindow(RunController& controller, RunModel& run, Selection& selection, Exports exports,
                             QWidget* parent)
    : QWidget(parent, Qt::Window), controller_(controller), run_(run), runs_(new MethodRuns(controller, run, this)),
      picks_(new MethodPicks), view_(new MethodsView(run, selection)), bar_(new PanelTitle(view_->title())),
      text_(new PlainLabel), words_(new PlainLabel), start_(new QPushButton(tr("&Run"))),
      cancel_(new QPushButton(tr("&Cancel"))), progress_(new QProgressBar)
{
    setWindowTitle(tr("Compare methods"));
    auto* box = new QVBoxLayout(this);
    make_top(*box);
    make_bottom(*box, exports);
    connect(picks_, &MethodPicks::changed, this, &MethodsWindow::refresh);
    connect(&controller_, &RunController::activity_changed, this, &MethodsWindow::refresh);
    connect(&controller_, &RunController::progressed, this, &MethodsWindow::refresh);
    connect(runs_, &MethodRuns::method_ended, view_, &MethodsView::add);
    connect(runs_, &MethodRuns::advanced, this, &MethodsWindow::refresh);
    connect(runs_, &MethodRuns::ended, this, &MethodsWindow::refresh);
    connect(start_, &QPushButton::clicked, this, &MethodsWindow::run_requested);
    connect(cancel_, &QPushButton::clicked, runs_, &MethodRuns::cancel);
    auto* close_action = new QAction(this);
    close_action->setShortcut(Qt::Key_Escape);
    connect(close_action, &QAction::triggered, this, &QWidget::close);
    addAction(close_action);
    resize(fontMetrics().averageCharWidth() * width_in_characters, fontMetrics().lineSpacing() * height_in_lines);
    refresh();
    start_->setFocus();
}

void MethodsWindow::make_top(QVBoxLayout& box)
{
    text_->setWordWrap(true);
    box.addWidget(text_);
    auto* area = new QScrollArea;  // of images there are many methods
    area->setWidget(picks_);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Maximum);
    area->setFocusPolicy(Qt::NoFocus);
    area->viewport()->setAutoFillBackground(false);
    picks_->setAutoFillBackground(false);
    box.addWidget(area);
    auto* line = new QHBoxLayout;
    start_->setObjectName(QStringLiteral("start"));
    start_->setToolTip(tr("Run each method, one after another; every run is logged in the session."));
    cancel_->setObjectName(QStringLiteral("cancel"));
    cancel_->setToolTip(tr("End the run that goes on after its step, and leave out those that wait."));
    progress_->setTextVisible(false);
    progress_->setAccessibleName(tr("Progress of all methods"));
    words_->setObjectName(QStringLiteral("words"));
    words_->setWordWrap(true);
    constexpr int letters = 50;
    words_->setMinimumWidth(letters * fontMetrics().averageCharWidth());
    line->addWidget(start_);
    line->addWidget(cancel_);
    line->addWidget(progress_, 1);
    line->addWidget(words_, 1);
    box.addLayout(line);
}

void MethodsWindow::make_bottom(QVBoxLayout& box, const Exports& exports)
{
    auto* picture = new QAction(tr("Picture …"), this);
    picture->setToolTip(tr("The drawing and the table as PNG or SVG"));
    connect(picture, &QAction::triggered, this, [this, act = exports.picture] { act(*view_); });
    auto* table = new QAction(tr("CSV …"), this);
    table->setToolTip(tr("The table, to be read by other programs"));
    connect(table, &QAction::triggered, this, [this, act = exports.table] { act(*view_); });
    bar_->set_actions(view_->title_actions());
    bar_->add_button(picture);
    bar_->add_button(table);
    connect(view_, &View::note_changed, this, [this] { bar_->set_note(view_->note()); });
    auto* panel = new QVBoxLayout;
    panel->setSpacing(0);
    panel->addWidget(bar_);
    panel->addWidget(new PanelBody(view_), 1);
    box.addLayout(panel, 1);
}

void MethodsWindow::set_text(const QString& words, const QString& problem)
{
    text_->setText(words);
    problem_ = problem;
    refresh();
}

QString MethodsWindow::progress_words() const
{
    const RunProgress progress = controller_.progress();
    QStringList words{
        tr("%1 of %2: %3").arg(runs_->queue().position()).arg(runs_->queue().count()).arg(runs_->current())};
    if (controller_.activity() == Activity::starting)
        words += tr("loading the model …");
    else if (progress.total_steps > 0)
        words +=
            tr("%1 %2 of %3")
                .arg(words_of_kind(controller_.kind()).step, grouped(progress.steps), grouped(progress.total_steps));
    if (controller_.activity() == Activity::cancelling)
        words += tr("cancelling …");
    else if (progress.items_per_second > 0)
        words += time_left(progress.seconds_left);
    return words.join(QStringLiteral(" · "));
}

void MethodsWindow::refresh()
{
    const bool running = runs_->queue().is_running();
    const QString problem = problem_.isEmpty() ? picks_->problem() : problem_;
    const RunProgress progress = controller_.progress();
    const bool reads = running && controller_.activity() != Activity::starting && progress.total_steps > 0;
    constexpr int parts = 1000;  // of the bar, for each method
    const double part = reads ? static_cast<double>(progress.steps) / static_cast<double>(progress.total_steps) : 0;
    const auto done = static_cast<double>(std::max<std::size_t>(1, runs_->queue().position()) - 1);
    progress_->setRange(0, parts * static_cast<int>(std::max<std::size_t>(1, runs_->queue().count())));
    progress_->setValue(running ? static_cast<int>(std::lround(parts * (done + part))) : 0);
    progress_->setVisible(running);
    start_->setEnabled(!running && !controller_.is_live() && problem.isEmpty());
    cancel_->setEnabled(running && controller_.activity() != Activity::cancelling);
    picks_->setEnabled(!running);
    QString words = running                 ? progress_words()
                    : !problem.isEmpty()    ? problem
                    : controller_.is_live() ? tr("A run goes on; wait for its end, or cancel it.")
                                            : QString();
    words_->setText(words);
    QPalette colours = palette();
    colours.setColor(QPalette::WindowText,
                     running || problem.isEmpty() ? theme(palette()).text : theme(palette()).failure);
    words_->setPalette(colours);
}

void MethodsWindow::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        QTimer::singleShot(0, this, &MethodsWindow::refresh);  // the style sheet puts old palettes back meanwhile
}

}  // namespace ttt
