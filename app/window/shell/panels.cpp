#include "app/window/shell/panels.h"

#include "app/window/shell/workspace.h"
#include "views/forms/run_form.h"
#include "views/forms/session_list.h"

#include <QMainWindow>

#include <algorithm>
#include <utility>

namespace ttt {

namespace {

/// The first view of what a panel holds.
View* view_of(QWidget* content)
{
    auto* view = qobject_cast<View*>(content);
    return view ? view : content->findChild<View*>();
}

QString view_key(const QString& id)
{
    return QStringLiteral("view/") + id;
}

bool is_for(const Panels::Shown& shown, const QString& kind)
{
    return shown.kinds.isEmpty() || shown.kinds.contains(kind);
}

/// Nothing stands in the middle: the document is a dock like the others, so that any can be moved beside any.
void make_room(QMainWindow& window)
{
    window.setDockNestingEnabled(true);
    window.setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    window.setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    window.setCorner(Qt::BottomRightCorner, Qt::RightDockWidgetArea);
    auto* centre = new QWidget;
    centre->setFixedSize(0, 0);
    window.setCentralWidget(centre);
    centre->hide();
}

}  // namespace

Panels::Panels(QMainWindow& window, Workbench& workbench, QSettings& settings)
{
    make_room(window);
    for (const PanelRow& row : panel_table())
        add(window, row, row.make(workbench, settings));
    std::copy_if(all_.begin(), all_.end(), std::back_inserter(views_), [](const Shown& shown) { return shown.view; });
    follow(dock(QStringLiteral("run")), get<RunForm>());
    follow(dock(QStringLiteral("sessions")), get<SessionList>());
    follow_tabs();
    for (const char* front : {"document", "drift", "patterns"})
        dock(QLatin1String(front)).raise();
    constexpr int letters = 26;  // a label and a short value beside it
    Panel& form = dock(QStringLiteral("run"));
    const int letter = window.fontMetrics().averageCharWidth();
    form.setMinimumWidth(letters * letter);
    form.setMaximumWidth(2 * letters * letter);  // a wider window is for the text
    set_kind(QString::fromUtf8(document_kind));
}

/// Views look at the workbench, and so they go before whatever else the window holds.
Panels::~Panels()
{
    qDeleteAll(std::exchange(docks_, {}));
}

void Panels::add(QMainWindow& window, const PanelRow& row, QWidget* content)
{
    const bool is_behind = row.place == PanelPlace::behind;
    Shown shown{.id = QLatin1String(row.id),
                .content = content,
                .view = view_of(content),
                .dock = nullptr,
                .kinds = row.kinds,
                .behind = is_behind ? QLatin1String(row.neighbour) : QString()};
    if (row.place == PanelPlace::tab_of)
        tabs().addTab(content, row.title.isEmpty() ? shown.view->title() : row.title);
    else
        add_dock(window, row, shown);
    all_.push_back(shown);
}

void Panels::add_dock(QMainWindow& window, const PanelRow& row, Shown& shown)
{
    const QString title = shown.view ? shown.view->title() : row.title;
    shown.dock = new Panel(shown.id, title, shown.content, &window);
    if (!row.title.isEmpty())
        shown.dock->setWindowTitle(row.title);
    if (shown.view && shown.view != shown.content)
        follow(*shown.dock, *shown.view);
    docks_.push_back(shown.dock);
    window.addDockWidget(row.place == PanelPlace::left ? Qt::LeftDockWidgetArea : Qt::RightDockWidgetArea, shown.dock);
    if (row.place == PanelPlace::right_of || row.place == PanelPlace::below)
        window.splitDockWidget(&dock(QLatin1String(row.neighbour)), shown.dock,
                               row.place == PanelPlace::below ? Qt::Vertical : Qt::Horizontal);
    else if (row.place == PanelPlace::behind)
        window.tabifyDockWidget(&dock(QLatin1String(row.neighbour)), shown.dock);
}

void Panels::follow_tabs()
{
    QTabWidget& tabs = this->tabs();
    Panel& panel = dock(QStringLiteral("details"));
    const auto tell = [&tabs, &panel] {
        if (const auto* view = qobject_cast<View*>(tabs.currentWidget()))
            panel.bar().set_note(view->note());
    };
    for (int tab = 0; tab < tabs.count(); ++tab)
        connect(qobject_cast<View*>(tabs.widget(tab)), &View::note_changed, &panel, tell);
    connect(&tabs, &QTabWidget::currentChanged, &panel, tell);
    tell();
}

Panel& Panels::dock(const QString& id) const
{
    const auto found =
        std::find_if(docks_.begin(), docks_.end(), [&](const Panel* dock) { return dock->objectName() == id; });
    Q_ASSERT(found != docks_.end());
    return **found;
}

void Panels::show_all()
{
    for (Panel* dock : docks_)
        dock->setVisible(dock->toggleViewAction()->isEnabled());
}

void Panels::raise(const QString& id)
{
    const auto shown = std::ranges::find(all_, id, &Shown::id);
    const auto in_its_place = [&](const Shown& other) {
        return other.behind == id && !other.kinds.isEmpty() && can_show(other);
    };
    auto raised = shown;
    if (shown != all_.end() && !can_show(*shown))
        raised = std::ranges::find_if(all_, in_its_place);
    if (raised == all_.end() || !raised->dock)
        return;
    raised->dock->show();
    raised->dock->raise();
}

void Panels::set_kind(const QString& kind)
{
    const QString before = std::exchange(kind_, kind);
    std::vector<Panel*> returned;
    for (const Shown& shown : all_)
        if (shown.dock && is_for(shown, kind) && !is_for(shown, before))
            returned.push_back(shown.dock);
    for (Panel* dock : returned)
        dock->show();  // before those go in whose place they stand: the place keeps its size
    for (const Shown& shown : all_)
        fit(shown, is_for(shown, kind));
    for (auto dock = returned.rbegin(); dock != returned.rend(); ++dock)
        (*dock)->raise();  // of those behind each other the first of the table
    name_views();
}

/// What fits is shown or hidden by a person or a lesson.
void Panels::fit(const Shown& shown, bool fits)
{
    if (!shown.dock)
        return tabs().setTabVisible(tabs().indexOf(shown.content), fits);
    if (!fits)
        shown.dock->hide();
    shown.dock->toggleViewAction()->setEnabled(fits);
}

/// What a view shows is called otherwise over another kind of run.
void Panels::name_views()
{
    for (const Shown& shown : views_)
        if (shown.dock)
            shown.dock->set_title(shown.view->title());
        else
            tabs().setTabText(tabs().indexOf(shown.content), shown.view->title());
}

QString Panels::current_tab() const
{
    for (const Shown& shown : all_)
        if (shown.content == tabs().currentWidget())
            return shown.id;
    return {};
}

/// Lessons may name a tab as it is written.
void Panels::choose_tab(const QString& id)
{
    for (const Shown& shown : all_)
        if (!shown.dock && (shown.id == id || shown.view->title().compare(id, Qt::CaseInsensitive) == 0))
            tabs().setCurrentWidget(shown.content);
}

void Panels::save(Workspace& workspace) const
{
    for (const Shown& shown : views_)
        workspace.set_text(view_key(shown.id), shown.view->save());
    workspace.set_text(QStringLiteral("sessions"), get<SessionList>().save());
    workspace.set_text(QStringLiteral("tab"), current_tab());
    workspace.set_text(QStringLiteral("kind"), kind_);
}

/// Before views had ids their choices were kept under their titles.
void Panels::restore(const Workspace& workspace)
{
    for (const Shown& shown : views_) {
        const QString words = workspace.text(view_key(shown.id));
        shown.view->restore(words.isEmpty() ? workspace.text(view_key(shown.view->title())) : words);
    }
    get<SessionList>().restore(workspace.text(QStringLiteral("sessions")));
    choose_tab(workspace.text(QStringLiteral("tab")));
    if (const QString kind = workspace.text(QStringLiteral("kind")); !kind.isEmpty())
        kind_ = kind;  // the restored panels are those of its runs
}

}  // namespace ttt
