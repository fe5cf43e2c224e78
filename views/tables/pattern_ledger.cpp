#include "views/tables/pattern_ledger.h"

#include "views/number_text.h"
#include "views/run_model.h"
#include "views/selection.h"
#include "views/tables/data_table.h"
#include "views/tables/field_palette.h"
#include "views/tables/flat_header.h"
#include "views/tables/pattern_cells.h"
#include "views/tables/pattern_rows.h"

#include <QAction>
#include <QActionGroup>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QScrollBar>
#include <QVBoxLayout>

#include <array>

namespace ttt {

namespace {

/// For save(): by WindowFilter.
constexpr std::array filter_words{"all", "outside", "inside"};

/// What a column has room for; widths stay as they are while rows arrive.
constexpr std::array column_samples{"Woodhouse", "Woodhouse", "999",         "9,999", "99,999", "2,204 back, 17 chunks",
                                    "outside",   "+99.99",    "9,999 → 999", "+9,999"};
static_assert(column_samples.size() == PatternColumn::total);

}  // namespace

PatternLedger::PatternLedger(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), rows_(new PatternRows(run, this)), table_(new DataTable(this)),
      text_(new QLineEdit(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addWidget(text_);
    layout->addWidget(table_);
    setFocusProxy(table_);
    table_->setModel(rows_);
    table_->setAccessibleName(tr("Repeated pairs of tokens"));
    text_->setPlaceholderText(tr("Show only pairs with this text"));
    text_->setAccessibleName(tr("Text filter of the patterns"));
    text_->setClearButtonEnabled(true);
    text_->setFrame(false);
    text_->setTextMargins(cell_margin(fontMetrics()), cell_margin(fontMetrics()) / 2, 0,
                          cell_margin(fontMetrics()) / 2);
    text_->hide();
    text_->setPalette(field_palette(palette()));
    make_columns();
    make_actions();
    table_->installEventFilter(this);
    text_->installEventFilter(this);
    connect(text_, &QLineEdit::textChanged, this, [this](const QString& text) {
        rows_->set_text(text);
        tell();
    });
    connect(table_, &DataTable::row_chosen, this, &PatternLedger::choose);
    connect(table_, &DataTable::row_hovered, this, [this](int row) {
        const auto item = row < 0 ? -1 : rows_->event(row).position;
        selection_.hover(row < 0 ? Place{} : Place{run_.step_of(item), item});
    });
    connect(&run_, &RunModel::started, this, &PatternLedger::read_anew);
    connect(&run_, &RunModel::shown_changed, this, &PatternLedger::sync);
    connect(&selection_, &Selection::changed, this, [this] { show_selection(false); });
    connect(&selection_, &Selection::locked_changed, this, [this] { show_selection(true); });
    tell();
}

void PatternLedger::make_columns()
{
    table_->horizontalHeader()->setSortIndicator(PatternColumn::logit, Qt::DescendingOrder);
    table_->setSortingEnabled(true);
    table_->horizontalHeader()->setStretchLastSection(false);
    for (std::size_t at = 0; at < column_samples.size(); ++at) {
        const int sample =
            fontMetrics().horizontalAdvance(QString::fromUtf8(column_samples[at])) + 2 * cell_margin(fontMetrics());
        const auto column = static_cast<int>(at);
        table_->setColumnWidth(column, std::max(sample, table_->horizontalHeader()->sectionSizeHint(column)));
    }
    table_->horizontalHeader()->setSectionResizeMode(PatternColumn::next, QHeaderView::Stretch);
}

void PatternLedger::make_actions()
{
    filters_ = new QActionGroup(this);
    const std::array words{tr("All patterns"), tr("Outside the attention window"), tr("Inside the attention window")};
    for (std::size_t at = 0; at < words.size(); ++at) {
        QAction* action = filters_->addAction(words[at]);
        action->setCheckable(true);
        action->setChecked(at == 0);
        connect(action, &QAction::triggered, this, [this, at] { set_filter(static_cast<int>(at)); });
    }
    find_ = new QAction(tr("Filter by text"), this);
    find_->setShortcut(QKeySequence::Find);
    find_->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find_, &QAction::triggered, this, [this] { open_text_filter(); });
    addAction(find_);
}

void PatternLedger::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        text_->setPalette(field_palette(palette()));
}

QString PatternLedger::title() const
{
    return tr("Patterns");
}

QString PatternLedger::note() const
{
    const std::int64_t all = rows_->shown_patterns();
    if (all == 0)
        return {};
    const QString total = counted(all, tr("1 pattern"), tr("%1 patterns"));
    const bool is_whole = rows_->filter() == WindowFilter::all && rows_->text().isEmpty();
    QStringList words{is_whole ? total : tr("%1 of %2").arg(grouped(rows_->rowCount()), total)};
    if (rows_->filter() != WindowFilter::all)
        words += rows_->filter() == WindowFilter::outside ? tr("outside the window") : tr("inside the window");
    if (!rows_->text().isEmpty())
        words += tr("with “%1”").arg(rows_->text());
    return words.join(QStringLiteral(" · "));
}

std::vector<QAction*> PatternLedger::title_actions()
{
    const auto filters = filters_->actions();
    std::vector<QAction*> actions(filters.begin(), filters.end());
    actions.push_back(find_);
    return actions;
}

ViewTable PatternLedger::table() const
{
    ViewTable result;
    for (int column = 0; column < PatternColumn::total; ++column)
        result.header += PatternColumn::title(column);
    for (int row = 0; row < rows_->rowCount(); ++row) {
        auto& cells = result.rows.emplace_back();
        for (int column = 0; column < PatternColumn::total; ++column)
            cells.push_back(rows_->cell(row, column));
    }
    return result;
}

QString PatternLedger::save() const
{
    const QHeaderView* header = table_->horizontalHeader();
    return QStringLiteral("%1 %2 %3")
        .arg(QLatin1String(filter_words.at(static_cast<std::size_t>(rows_->filter()))))
        .arg(PatternColumn::key(header->sortIndicatorSection()))
        .arg(header->sortIndicatorOrder() == Qt::DescendingOrder ? QChar(u'd') : QChar(u'a'));
}

void PatternLedger::restore(const QString& state)
{
    const QStringList words = state.split(u' ');
    if (words.size() != 3)
        return;
    for (std::size_t at = 0; at < filter_words.size(); ++at)
        if (words[0] == QLatin1String(filter_words[at]))
            set_filter(static_cast<int>(at));
    for (int column = 0; column < PatternColumn::total; ++column)
        if (words[1] == PatternColumn::key(column))
            table_->sortByColumn(column, words[2] == u"a" ? Qt::AscendingOrder : Qt::DescendingOrder);
}

QSize PatternLedger::sizeHint() const
{
    constexpr int letters = 110, lines = 11;
    return {letters * fontMetrics().averageCharWidth(), lines * fontMetrics().lineSpacing()};
}

void PatternLedger::read_anew()
{
    rows_->rebuild();
    show_selection(false);
    tell();
}

/// Rows that arrive above the ones in sight push nothing away: the first row in sight stays where it is, unless the
/// table stands at its top.
void PatternLedger::sync()
{
    QScrollBar* bar = table_->verticalScrollBar();
    const int top = bar->value() > 0 ? table_->rowAt(0) : -1;
    const std::int64_t anchor = top < 0 ? -1 : rows_->event(top).position;
    const int offset = top < 0 ? 0 : table_->rowViewportPosition(top);
    rows_->sync();
    if (const int row = anchor < 0 ? -1 : rows_->row_of(anchor); row >= 0)
        bar->setValue(row * table_->rowHeight(row) - offset);
    show_selection(false);
    tell();
}

void PatternLedger::show_selection(bool scroll)
{
    const Place locked = selection_.locked(), hovered = selection_.hovered();
    table_->mark_row(locked.item < 0 ? -1 : rows_->row_of(locked.item), scroll);
    table_->set_hovered_row(hovered.item < 0 ? -1 : rows_->row_of(hovered.item));
}

void PatternLedger::choose(int row)
{
    const std::int64_t item = rows_->event(row).position;
    selection_.lock({run_.step_of(item), item});
}

void PatternLedger::set_filter(int filter)
{
    filters_->actions().at(filter)->setChecked(true);
    rows_->set_filter(static_cast<WindowFilter>(filter));
    show_selection(false);
    tell();
}

void PatternLedger::open_text_filter(const QString& typed)
{
    text_->show();
    text_->setFocus(Qt::ShortcutFocusReason);
    if (!typed.isEmpty())
        text_->setText(text_->text() + typed);
}

void PatternLedger::close_text_filter()
{
    text_->clear();
    text_->hide();
    table_->setFocus();
}

/// Typing in the table filters it, as in a file manager; Esc or Enter in the field leads back.
bool PatternLedger::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() != QEvent::KeyPress)
        return View::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    if (watched == text_) {
        const bool closes = key->key() == Qt::Key_Escape;
        const bool leaves = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter || key->key() == Qt::Key_Down;
        if (closes)
            close_text_filter();
        else if (leaves)
            table_->setFocus();
        return closes || leaves;
    }
    const bool is_text = !key->text().isEmpty() && key->text().front().isPrint() && key->key() != Qt::Key_Space &&
                         (key->modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier)) == Qt::NoModifier;
    if (is_text)
        open_text_filter(key->text());
    return is_text;
}

void PatternLedger::tell()
{
    table_->set_empty_sentence(run_.empty() ? tr("No run yet: press Run, or open one of the sessions.")
                               : rows_->shown_patterns() > 0
                                   ? tr("No pattern passes the filter.")
                                   : tr("No repeated pair … A B … A → B so far. They are measured when both arms run "
                                        "and the probes are on."));
    Q_EMIT note_changed();
}

}  // namespace ttt
