#include "app/window/shell/main_window.h"

#include "app/window/methods/methods_window.h"
#include "app/window/runs/run_line.h"
#include "app/window/shell/menus.h"
#include "app/window/shell/text_actions.h"
#include "app/window/shell/view_links.h"
#include "views/plain_text.h"
#include "views/timeline/timeline.h"
#include "views/token/token_view.h"

#include <QDragEnterEvent>
#include <QMenuBar>
#include <QMimeData>
#include <QTimer>
#include <QUrl>

namespace ttt {

MainWindow::MainWindow(Workbench& workbench, const WindowOptions& options, QSettings& settings, Dialogs dialogs)
    : shell_(*this, workbench, settings, options.safe, std::move(dialogs)), layout_(shell_, options.size),
      opening_(shell_), exports_(shell_), runs_(shell_), sessions_(shell_), methods_(shell_, exports_), sweeps_(shell_),
      timeline_(new Timeline(workbench.run(), workbench.selection())),
      inputs_(new QMenu(tr("Documents and images"), this)), models_(new QMenu(tr("Models"), this)),
      bar_(new RunBar(workbench.controller(), runs_.actions(), inputs_, models_, this)), form_(shell_, *bar_),
      lessons_(std::make_unique<LessonDesk>(LessonRoom{shell_, layout_, opening_, *timeline_}))
{
    setAcceptDrops(true);
    keep_texts_plain();
    workbench.documents().set_limit(options.tokens);
    link_views(panels(), workbench);
    make_view_menus();
    make_menus();
    add_bar("timeline", tr("Timeline"), *timeline_, Qt::BottomToolBarArea);
    addToolBar(Qt::TopToolBarArea, bar_);
    addToolBarBreak(Qt::TopToolBarArea);
    add_bar("run_line", tr("The shown run"), shell_.status().run_line(), Qt::TopToolBarArea);
    tell_problems();
    layout_.restore();
}

MainWindow::~MainWindow() = default;

void MainWindow::add_bar(const char* name, const QString& title, QWidget& content, Qt::ToolBarArea area)
{
    auto* bar = new QToolBar(title);
    bar->setObjectName(QLatin1String(name));
    bar->setMovable(false);
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addWidget(&content);
    content.setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addToolBar(area, bar);
}

void MainWindow::make_view_menus()
{
    for (const Panels::Shown& shown : panels().views()) {
        const bool is_text = qobject_cast<TokenView*>(shown.view);
        std::vector<QAction*> acts{runs_.branch_action()};
        if (is_text)
            acts = text_actions(workbench().run(), workbench().selection(), shown.view);
        if (is_text)
            acts.push_back(runs_.branch_action());
        new ViewMenu(*shown.view, exports_.view_acts(), acts);
    }
}

void MainWindow::make_menus()
{
    const Commanded window{shell_, layout_, opening_, exports_, runs_, sessions_, methods_, sweeps_, *timeline_};
    fill_file_menu(*menuBar()->addMenu(tr("&File")), window, *inputs_, *models_);
    fill_run_menu(*menuBar()->addMenu(tr("&Run")), window);
    fill_view_menu(*menuBar()->addMenu(tr("&View")), window);
    fill_session_menu(*menuBar()->addMenu(tr("&Session")), window);
    QMenu& lessons = *menuBar()->addMenu(tr("&Lessons"));
    lessons.setToolTipsVisible(true);
    lessons_->fill_menu(lessons);
    fill_help_menu(*menuBar()->addMenu(tr("&Help")), shell_);
}

/// What fails in a comparison of methods stands there.
void MainWindow::tell_problems()
{
    connect(&workbench(), &Workbench::refused, &methods_,
            [this](const QString& title, const QString& sentence) { shell_.tell(title, sentence); });
    connect(&workbench().controller(), &RunController::failed, &methods_, [this](const QString& sentence) {
        if (!methods_.is_running() && !sweeps_.is_running())
            shell_.tell(tr("The run failed"), sentence);
    });
}

bool MainWindow::open_at_start(const WindowOptions& options)
{
    const bool opened = opening_.open_at_start(options);
    return options.teacher.isEmpty() ? opened : lessons_->open_teacher(options.teacher) && opened;
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (!event->spontaneous())
        QTimer::singleShot(0, &layout_, &WindowLayout::settle);
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    lessons_->close();
    layout_.save();
    if (const QString problem = shell_.workspace().problem(); !problem.isEmpty() && isVisible())
        shell_.tell(tr("Settings"), problem);
    methods_.close();
    sweeps_.close();
    workbench().stop();
    event->accept();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event)
{
    const QMimeData& dragged = *event->mimeData();
    if (dragged.hasUrls() ? dragged.urls().constFirst().isLocalFile() : dragged.hasText())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event)
{
    event->acceptProposedAction();
    opening_.open_dropped(*event->mimeData());
}

}  // namespace ttt
