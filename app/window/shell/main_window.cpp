#include "app/window/shell/main_window.h"

#include "app/places.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "app/window/shell/screen_fit.h"
#include "app/window/tables/compare_table.h"
#include "app/window/tables/note_list.h"
#include "engine/device.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"
#include "views/plain_text.h"
#include "views/plot/perplexity_view.h"
#include "views/tables/chunk_inspector.h"
#include "views/tables/pattern_ledger.h"
#include "views/tables/run_log.h"
#include "views/timeline/timeline.h"
#include "views/token/token_detail.h"
#include "views/token/token_view.h"

#include <QCloseEvent>
#include <QFileInfo>
#include <QStatusBar>

namespace ttt {

MainWindow::MainWindow(const WindowOptions& options, QSettings& settings, Dialogs dialogs)
    : settings_(settings), workspace_(settings, options.safe), dialogs_(std::move(dialogs)), tokens_(options.tokens)
{
    setWindowTitle(tr("TTT Workbench"));
    setAcceptDrops(true);
    keep_texts_plain();
    make_views();
    make_actions();
    make_docks();
    make_status_line();
    make_menus();
    bar_ = new RunBar(controller_, actions_, documents_menu_, models_menu_, this);
    addToolBar(Qt::TopToolBarArea, bar_);
    make_run_line();
    connect_runs();
    restore_layout();
    restore_views();
    keeps_size_ = options.size.isValid();
    if (keeps_size_)
        resize(options.size);
    else
        fit_to_screen(*this);
    if (!is_proportioned_)
        stack_where_small();
    on_activity();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    save_views();
    if (const QString problem = workspace_.problem(); !problem.isEmpty() && isVisible())
        dialogs_.tell(this, tr("Settings"), problem);
    if (methods_) {
        workspace_.set_text(QStringLiteral("methods"), methods_->view().save());
        methods_->runs().cancel();
        methods_->close();
    }
    controller_.cancel();
    verify_stop_.request_stop();
    event->accept();
}

void MainWindow::changeEvent(QEvent* event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && bar_)
        bar_->refresh();
}

}  // namespace ttt
