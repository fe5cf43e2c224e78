// Where everything stands: views, docks, status line, and how a layout comes back.
#include "app/window/shell/main_window.h"

#include "app/window/lessons/lesson_desk.h"
#include "app/window/runs/run_line.h"
#include "app/window/shell/fitting_row.h"
#include "app/window/shell/screen_fit.h"
#include "app/window/shell/text_actions.h"
#include "app/window/shell/view_menu.h"
#include "app/window/tables/compare_table.h"
#include "app/window/tables/note_list.h"
#include "app/window/tables/table_window.h"
#include "views/drift/drift_view.h"
#include "views/drift/pattern_view.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"
#include "views/plain_text.h"
#include "views/plot/perplexity_view.h"
#include "views/plot/plot.h"
#include "views/tables/chunk_inspector.h"
#include "views/tables/pattern_ledger.h"
#include "views/tables/run_log.h"
#include "views/timeline/timeline.h"
#include "views/token/token_detail.h"
#include "views/token/token_view.h"

#include <QLabel>
#include <QScreen>
#include <QShowEvent>
#include <QSplitter>
#include <QStatusBar>
#include <QVBoxLayout>

namespace ttt {

namespace {

constexpr int side_width = 250, right_width = 460;    // logical pixels, in a window that is wide enough
constexpr int roomy_lines = 48, roomy_letters = 150;  // what all panels beside and below each other need

}  // namespace

void MainWindow::make_views()
{
    tokens_view_ = new TokenView(run_, selection_);
    detail_ = new TokenDetail(run_, selection_);
    perplexity_ = new PerplexityView(run_, selection_);
    drift_ = new DriftView(run_, selection_);
    patterns_ = new PatternView(run_, selection_);
    ledger_ = new PatternLedger(run_, selection_);
    inspector_ = new ChunkInspector(run_, selection_);
    log_ = new RunLog(run_, selection_);
    compare_ = new CompareTable(run_, selection_);
    notes_ = new NoteList(run_, selection_);
    form_ = new RunForm(settings_);
    sessions_ = new SessionList;
    timeline_ = new Timeline(run_, selection_);
    link_axes();
    views_ = {tokens_view_, perplexity_, drift_, patterns_, ledger_, inspector_, compare_, notes_, log_};
    make_lab();
    make_view_menus();
}

void MainWindow::make_view_menus()
{
    const ViewActs acts{.picture = [this](View& view) { export_picture(view); },
                        .table = [this](View& view) { export_table(view); },
                        .show_table = [](View& view) { show_table(view); }};
    for (View* view : views_)
        new ViewMenu(*view, acts,
                     view == tokens_view_ ? text_actions(run_, selection_, view) : std::vector<QAction*>{});
}

/// Zooming one of the views over the run zooms the others. All count in tokens; on a log axis the first one is 1.
void MainWindow::link_axes()
{
    Plot* perplexity = perplexity_->plot();
    const auto zoom_perplexity = [this, perplexity](double first, double last) {
        if (first <= 0 && last >= static_cast<double>(run_.span_items()))
            perplexity->reset_zoom();
        else
            perplexity->set_x_range(std::max(1.0, first), last);
    };
    const auto zoom_others = [this, perplexity](double first, double last) {
        const bool whole = !perplexity->is_zoomed();
        const double end = static_cast<double>(run_.span_items());
        drift_->set_x_range(whole ? 0 : first, whole ? end : last);
        patterns_->set_x_range(whole ? 0 : first, whole ? end : last);
    };
    connect(drift_, &DriftView::x_range_changed, patterns_, &PatternView::set_x_range);
    connect(drift_, &DriftView::x_range_changed, this, zoom_perplexity);
    connect(patterns_, &PatternView::x_range_changed, drift_, &DriftView::set_x_range);
    connect(patterns_, &PatternView::x_range_changed, this, zoom_perplexity);
    connect(perplexity, &Plot::x_range_changed, this, zoom_others);
}

Panel* MainWindow::add_panel(const QString& name, const QString& title, QWidget* content, Qt::DockWidgetArea area)
{
    auto* panel = new Panel(name, title, content, this);
    addDockWidget(area, panel);
    panels_.push_back(panel);
    return panel;
}

void MainWindow::make_docks()
{
    setDockNestingEnabled(true);
    setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);

    auto* reading = new QSplitter(Qt::Vertical);
    reading->setObjectName(QStringLiteral("reading"));
    reading->setChildrenCollapsible(false);
    reading->addWidget(tokens_view_);
    reading->addWidget(detail_);
    reading->setStretchFactor(0, 1);
    reading->setStretchFactor(1, 0);
    reading->setSizes({1000, detail_->sizeHint().height()});
    // The document is a dock like the others, so that any of them can be moved beside any.
    auto* centre = new QWidget;
    centre->setFixedSize(0, 0);
    setCentralWidget(centre);
    centre->hide();

    form_panel_ = add_panel(QStringLiteral("run"), tr("Run"), form_, Qt::LeftDockWidgetArea);
    session_panel_ = add_panel(QStringLiteral("sessions"), tr("Sessions"), sessions_, Qt::LeftDockWidgetArea);
    document_panel_ = add_panel(QStringLiteral("document"), tokens_view_->title(), reading, Qt::RightDockWidgetArea);
    Panel* perplexity =
        add_panel(QStringLiteral("perplexity"), perplexity_->title(), perplexity_, Qt::RightDockWidgetArea);
    splitDockWidget(document_panel_, perplexity, Qt::Horizontal);
    tabs_ = new QTabWidget;
    tabs_->setDocumentMode(true);
    for (View* view : {static_cast<View*>(ledger_), static_cast<View*>(inspector_), static_cast<View*>(compare_),
                       static_cast<View*>(notes_), static_cast<View*>(log_)})
        tabs_->addTab(view, view->title());
    Panel* details = add_panel(QStringLiteral("details"), tr("Details"), tabs_, Qt::RightDockWidgetArea);
    splitDockWidget(document_panel_, details, Qt::Vertical);
    Panel* drift = add_panel(QStringLiteral("drift"), drift_->title(), drift_, Qt::RightDockWidgetArea);
    splitDockWidget(perplexity, drift, Qt::Vertical);
    Panel* patterns = add_panel(QStringLiteral("patterns"), patterns_->title(), patterns_, Qt::RightDockWidgetArea);
    splitDockWidget(drift, patterns, Qt::Vertical);
    make_lab_docks(patterns);

    constexpr int letters = 26;  // a label and a short value beside it
    form_panel_->setMinimumWidth(letters * fontMetrics().averageCharWidth());
    form_panel_->setMaximumWidth(2 * letters * fontMetrics().averageCharWidth());  // a wider window is for the text
    form_panel_->bar().set_actions(form_->title_actions());
    form_panel_->bar().set_note(form_->note());
    session_panel_->bar().set_actions(sessions_->title_actions());
    document_panel_->bar().set_actions(tokens_view_->title_actions());
    const auto tell = [this] { document_panel_->bar().set_note(tokens_view_->note()); };
    connect(tokens_view_, &View::note_changed, this, tell);
    const auto tell_details = [this, details] {
        if (const auto* view = qobject_cast<View*>(tabs_->currentWidget()))
            details->bar().set_note(view->note());
    };
    for (View* view : {static_cast<View*>(ledger_), static_cast<View*>(inspector_), static_cast<View*>(compare_),
                       static_cast<View*>(notes_), static_cast<View*>(log_)})
        connect(view, &View::note_changed, this, tell_details);
    connect(tabs_, &QTabWidget::currentChanged, this, tell_details);
    tell_details();

    auto* bottom = new QToolBar(tr("Timeline"));
    bottom->setObjectName(QStringLiteral("timeline"));
    bottom->setMovable(false);
    bottom->setContextMenuPolicy(Qt::PreventContextMenu);
    bottom->addWidget(timeline_);
    timeline_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addToolBar(Qt::BottomToolBarArea, bottom);
}

void MainWindow::make_status_line()
{
    saved_words_ = new PlainLabel;
    device_words_ = new PlainLabel;
    result_words_ = new PlainLabel;
    for (QLabel* label : {saved_words_, device_words_, result_words_})
        label->setContentsMargins(8, 0, 16, 0);
    saved_words_->setObjectName(QStringLiteral("session_words"));
    statusBar()->addWidget(
        new FittingRow({result_words_, saved_words_, device_words_}, {saved_words_, device_words_, result_words_}), 1);
    statusBar()->setSizeGripEnabled(false);
}

void MainWindow::make_run_line()
{
    run_line_ = new RunLine(run_);
    auto* line = new QToolBar(tr("The shown run"));
    line->setObjectName(QStringLiteral("run_line"));
    line->setMovable(false);
    line->setContextMenuPolicy(Qt::PreventContextMenu);
    line->addWidget(run_line_);
    run_line_->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    addToolBarBreak(Qt::TopToolBarArea);
    addToolBar(Qt::TopToolBarArea, line);
}

void MainWindow::say(const QString& sentence)
{
    constexpr int long_enough_ms = 8000;
    run_line_->say(sentence);
    statusBar()->showMessage(sentence, long_enough_ms);
}

/// In a low window the charts lie behind each other, and so do lists and text; in a narrow one there are two columns
/// instead of three.
void MainWindow::stack_where_small()
{
    const auto behind = [this](const char* front, std::initializer_list<const char*> others) {
        auto* first = findChild<QDockWidget*>(QString::fromLatin1(front));
        for (const char* name : others)
            tabifyDockWidget(first, findChild<QDockWidget*>(QString::fromLatin1(name)));
        first->raise();
    };
    const QSize room = keeps_size_ ? size() : size().boundedTo(screen()->availableSize());
    if (room.height() < roomy_lines * fontMetrics().height()) {
        behind("perplexity", {"drift", "patterns", "provenance", "pattern-chunks"});
        behind("run", {"sessions"});
        behind("document", {"theorem", "heads", "details"});
    }
    if (room.width() < roomy_letters * fontMetrics().averageCharWidth())
        behind("perplexity", {"run", "sessions"});
}

/// Sizes hold only once the window has its own: call it when it is shown.
void MainWindow::proportion()
{
    const auto panel = [this](const char* name) { return findChild<QDockWidget*>(QString::fromLatin1(name)); };
    const int side = std::min(side_width, width() / 5), right = std::min(right_width, width() / 3);
    resizeDocks({form_panel_, document_panel_, panel("perplexity")}, {side, width() - side - right, right},
                Qt::Horizontal);
    resizeDocks({form_panel_, session_panel_}, {4, 5}, Qt::Vertical);
    resizeDocks({document_panel_, panel("details")}, {72, 28}, Qt::Vertical);
    resizeDocks({panel("perplexity"), panel("drift"), panel("patterns")}, {34, 32, 34}, Qt::Vertical);
    if (shipped_layout_.isEmpty())
        shipped_layout_ = saveState();
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (!event->spontaneous())
        QTimer::singleShot(0, this, [this, is_first = !std::exchange(is_proportioned_, true)] { settle(is_first); });
}

/// Now the frame is known, and what the layout needs: one of a larger screen is arranged anew.
void MainWindow::settle(bool is_first)
{
    const QSize least = minimumSizeHint(), room = screen()->availableSize();
    const bool is_too_large = !keeps_size_ && (least.width() > room.width() || least.height() > room.height());
    if (is_too_large)
        stack_where_small();
    if (is_first || is_too_large)
        proportion();
    if (!keeps_size_)
        fit_to_screen(*this);
}

void MainWindow::restore_layout()
{
    is_proportioned_ = workspace_.restore_window(*this);
    if (!is_proportioned_)
        resize(1600, 1000);  // or what the screen has
}

void MainWindow::reset_layout()
{
    restoreState(shipped_layout_);
    for (Panel* panel : panels_)
        panel->show();
    proportion();
}

void MainWindow::restore_views()
{
    for (View* view : views_)
        view->restore(workspace_.text(QStringLiteral("view/") + view->title()));
    sessions_->restore(workspace_.text(QStringLiteral("sessions")));
    tabs_->setCurrentIndex(workspace_.text(QStringLiteral("tab")).toInt());
}

void MainWindow::save_views()
{
    lessons_->close();
    for (const View* view : views_)
        workspace_.set_text(QStringLiteral("view/") + view->title(), view->save());
    workspace_.set_text(QStringLiteral("sessions"), sessions_->save());
    workspace_.set_text(QStringLiteral("tab"), QString::number(tabs_->currentIndex()));
    workspace_.save_window(*this);
}

}  // namespace ttt
