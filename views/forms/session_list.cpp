#include "views/forms/session_list.h"

#include "views/forms/sentence_list.h"
#include "views/forms/session_delegate.h"
#include "views/forms/session_rows.h"
#include "views/number_text.h"
#include "views/tables/field_palette.h"

#include <QAction>
#include <QActionGroup>
#include <QEvent>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QVBoxLayout>

#include <array>

namespace ttt {

namespace {

/// For save(): by SessionOrder.
constexpr std::array order_words{"date", "name", "gain", "state"};

}  // namespace

SessionList::SessionList(QWidget* parent)
    : QWidget(parent), rows_(new SessionRows(this)), list_(new SentenceList(this)), filter_(new QLineEdit(this)),
      compare_(new QPushButton(tr("Compare"), this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    auto* top = new QHBoxLayout;
    const int gap = fontMetrics().averageCharWidth();
    top->setContentsMargins(gap, gap, gap, gap / 2);
    top->addWidget(filter_, 1);
    top->addWidget(compare_);
    compare_->setObjectName(QStringLiteral("compare_button"));
    compare_->setAutoDefault(false);
    connect(compare_, &QPushButton::clicked, this, &SessionList::compare);
    layout->addLayout(top);
    layout->addWidget(list_);
    filter_->setPlaceholderText(tr("Filter by any word"));
    filter_->setAccessibleName(tr("Filter of the runs"));
    filter_->setClearButtonEnabled(true);
    filter_->setPalette(field_palette(palette()));
    setFocusProxy(list_);
    make_list();
    make_orders();
    make_actions();
    connect(filter_, &QLineEdit::textChanged, this, &SessionList::set_filter);
    connect(rows_, &SessionRows::rename_requested, this, &SessionList::rename_requested);
    tell();
}

void SessionList::make_list()
{
    list_->setModel(rows_);
    list_->setItemDelegate(new SessionDelegate(list_));
    list_->setAccessibleName(tr("Runs"));
    list_->setFrameShape(QFrame::NoFrame);
    list_->setSelectionMode(QAbstractItemView::ExtendedSelection);
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    list_->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    list_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    list_->setUniformItemSizes(true);
    list_->setMouseTracking(true);
    list_->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(list_, &QListView::doubleClicked, this, &SessionList::open);
    connect(list_->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        refresh_actions();
        Q_EMIT selection_changed();
    });
}

void SessionList::make_orders()
{
    orders_ = new QActionGroup(this);
    const std::array words{tr("Latest first"), tr("By name"), tr("Largest gain first"), tr("By state")};
    for (std::size_t at = 0; at < words.size(); ++at) {
        QAction* action = orders_->addAction(words[at]);
        action->setCheckable(true);
        action->setChecked(at == 0);
        connect(action, &QAction::triggered, this, [this, at] { set_order(static_cast<int>(at)); });
    }
}

QAction* SessionList::add_action(const QString& text, const QKeySequence& key, void (SessionList::*slot)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(key);
    action->setShortcutContext(Qt::WidgetShortcut);
    connect(action, &QAction::triggered, this, slot);
    list_->addAction(action);
    return action;
}

void SessionList::make_actions()
{
    one_ = {add_action(tr("Open"), Qt::Key_Return, &SessionList::open)};
    one_.front()->setShortcuts({Qt::Key_Return, Qt::Key_Enter});
    compare_action_ = add_action(tr("Compare"), Qt::CTRL | Qt::Key_Return, &SessionList::compare);
    many_ = {add_action(tr("Compare as methods…"), Qt::CTRL | Qt::SHIFT | Qt::Key_Return, &SessionList::ask_methods)};
    one_.push_back(add_action(tr("Rename"), Qt::Key_F2, &SessionList::rename));
    one_.push_back(add_action(tr("Tags…"), Qt::CTRL | Qt::Key_T, &SessionList::ask_tags));
    one_.push_back(add_action(tr("Notes…"), Qt::CTRL | Qt::Key_N, &SessionList::ask_notes));
    one_.push_back(add_action(tr("Export…"), Qt::CTRL | Qt::Key_E, &SessionList::ask_export));
    any_ = {add_action(tr("Delete"), Qt::Key_Delete, &SessionList::ask_delete)};
    import_ = add_action(tr("Import…"), Qt::CTRL | Qt::Key_I, &SessionList::import_requested);
    refresh_actions();
}

void SessionList::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        filter_->setPalette(field_palette(palette()));
}

/// An editor that is still open commits when its view goes: by then nobody is here to ask.
SessionList::~SessionList()
{
    rows_->disconnect(this);
}

QString SessionList::title() const
{
    return tr("Sessions");
}

QString SessionList::note() const
{
    const int all = rows_->run_count(), shown = rows_->rowCount();
    const QString total = counted(all, tr("1 run"), tr("%1 runs"));
    return shown == all ? total : tr("%1 of %2").arg(grouped(shown), total);
}

std::vector<QAction*> SessionList::title_actions() const
{
    const auto orders = orders_->actions();
    std::vector<QAction*> actions(orders.begin(), orders.end());
    actions.push_back(import_);
    return actions;
}

SessionList::Place SessionList::place() const
{
    return {selected_ids(), current_id(), list_->verticalScrollBar()->value()};
}

void SessionList::return_to(const Place& place)
{
    if (place.selected != selected_ids() || place.current != current_id()) {
        QItemSelection selection;
        for (const QString& id : place.selected)
            if (const int row = rows_->row_of(id); row >= 0)
                selection.select(rows_->index(row), rows_->index(row));
        const int current = rows_->row_of(place.current);
        list_->selectionModel()->setCurrentIndex(current < 0 ? QModelIndex() : rows_->index(current),
                                                 QItemSelectionModel::NoUpdate);
        list_->selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    list_->doItemsLayout();
    list_->verticalScrollBar()->setValue(place.scroll);
    refresh_actions();
    tell();
}

void SessionList::set_runs(std::vector<RunEntry> runs)
{
    const Place before = place();
    rows_->set_runs(std::move(runs));
    return_to(before);
}

QStringList SessionList::selected_ids() const
{
    QStringList ids;
    for (int row = 0; row < rows_->rowCount(); ++row)
        if (list_->selectionModel()->isSelected(rows_->index(row)))
            ids += rows_->run(row).id;
    return ids;
}

void SessionList::select(const QString& id)
{
    const int row = rows_->row_of(id);
    if (row < 0)
        return;
    list_->setCurrentIndex(rows_->index(row));
    list_->scrollTo(rows_->index(row));
}

void SessionList::set_shown(const QString& id)
{
    if (std::exchange(shown_, id) == id)
        return;
    rows_->set_shown(id);
    refresh_actions();
}

QString SessionList::current_id() const
{
    const QModelIndex current = list_->currentIndex();
    return current.isValid() ? rows_->run(current.row()).id : QString();
}

QString SessionList::save() const
{
    return QLatin1String(order_words.at(static_cast<std::size_t>(rows_->order())));
}

void SessionList::restore(const QString& state)
{
    for (std::size_t at = 0; at < order_words.size(); ++at)
        if (state == QLatin1String(order_words[at]))
            set_order(static_cast<int>(at));
}

QSize SessionList::sizeHint() const
{
    constexpr int letters = 36, lines = 24;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void SessionList::set_order(int order)
{
    orders_->actions().at(order)->setChecked(true);
    const Place before = place();
    rows_->set_order(static_cast<SessionOrder>(order));
    return_to(before);
}

void SessionList::set_filter(const QString& filter)
{
    const Place before = place();
    rows_->set_filter(filter);
    return_to(before);
}

void SessionList::refresh_actions()
{
    const auto count = selected_ids().size();
    for (QAction* action : one_)
        action->setEnabled(count == 1);
    for (QAction* action : many_)
        action->setEnabled(count > 1);
    for (QAction* action : any_)
        action->setEnabled(count > 0);
    const bool comparable = count > 1 || (count == 1 && !shown_.isEmpty() && selected_ids().front() != shown_);
    compare_action_->setEnabled(comparable);
    compare_->setEnabled(comparable);
    compare_->setToolTip(comparable ? tr("Shows the selected runs beside the shown one (Ctrl+Enter).")
                                    : tr("Select another run than the shown one, or several with Ctrl+click: then they "
                                         "can be compared."));
}

void SessionList::tell()
{
    static_cast<SentenceList*>(list_)->set_empty_sentence(
        rows_->run_count() == 0
            ? tr("No runs yet. Press Run to make one, or import a session.")
            : tr("No run has “%1” in its name, tags, document, model or method.").arg(filter_->text()));
    Q_EMIT note_changed();
}

void SessionList::open()
{
    if (const QStringList ids = selected_ids(); ids.size() == 1)
        Q_EMIT open_requested(ids.front());
}

void SessionList::ask_methods()
{
    Q_EMIT methods_requested(selected_ids());
}
void SessionList::compare()
{
    Q_EMIT compare_requested(selected_ids());
}
void SessionList::rename()
{
    list_->edit(rows_->index(rows_->row_of(selected_ids().front())));
}
void SessionList::ask_tags()
{
    Q_EMIT tags_requested(selected_ids().front());
}
void SessionList::ask_notes()
{
    Q_EMIT notes_requested(selected_ids().front());
}
void SessionList::ask_export()
{
    Q_EMIT export_requested(selected_ids().front());
}
void SessionList::ask_delete()
{
    Q_EMIT delete_requested(selected_ids());
}

}  // namespace ttt
