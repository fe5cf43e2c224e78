#include "app/window/tables/compare_table.h"

#include "engine/records/settings/differences.h"
#include "engine/records/settings/setting_words.h"
#include "views/number_text.h"
#include "views/run_model.h"
#include "views/theme.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QTableWidget>
#include <QTimer>

#include <algorithm>
#include <cmath>

namespace ttt {

double perplexity_of(std::span<const float> values, std::int64_t items)
{
    double sum = 0;
    std::int64_t count = 0;
    for (const float value : values.first(std::min(values.size(), static_cast<std::size_t>(items))))
        if (!std::isnan(value)) {
            sum += static_cast<double>(value);
            ++count;
        }
    return count == 0 ? std::nan("") : std::exp(sum / static_cast<double>(count));
}

namespace {

constexpr int words = 2;  // columns that hold no number

QString number(double value)
{
    return fixed_text(value, 2);
}

double ratio(double a, double b)
{
    return a / b;
}

/// Adapted where it was measured, else what there is: a frozen-only run is compared by its frozen model.
std::span<const float> learned(const RunModel& run)
{
    const auto adapted = run.column(Column::nll_adapted);
    return adapted.empty() ? run.column(Column::nll_frozen) : adapted;
}

/// Adapted against frozen; of an adapted arm alone against the frozen arm of `base`, on the tokens of both.
double against_frozen(const RunModel& run, const RunModel* base)
{
    const bool has_own = !run.column(Column::nll_frozen).empty();
    const RunModel& frozen = has_own || !base ? run : *base;
    const std::int64_t items = std::min(run.shown_items(), frozen.shown_items());
    return ratio(perplexity_of(run.column(Column::nll_adapted), items),
                 perplexity_of(frozen.column(Column::nll_frozen), items));
}

std::vector<QString> cells(const RunModel& shown, const RunModel& run, const RunModel* base, const QString& name,
                           const std::vector<const Setting*>& differing)
{
    const QString differences =
        run.empty() ? QString() : QString::fromStdString(distinction(run.header().config, differing));
    const std::int64_t items = run.shown_items();
    const double frozen = perplexity_of(run.column(Column::nll_frozen), items);
    const double twin = perplexity_of(run.column(Column::nll_twin), items);
    const double adapted = perplexity_of(run.column(Column::nll_adapted), items);
    if (run.document().token_ids.empty())
        return {name, differences, CompareTable::tr("is being read …"), {}, {}, {}, {}, {}, {}, {}};
    const bool comparable = same_text(run, shown);
    const std::int64_t common = comparable ? std::min(items, shown.shown_items()) : 0;
    const double against = ratio(perplexity_of(learned(run), common), perplexity_of(learned(shown), common));
    return {name,
            differences,
            grouped(items),
            number(frozen),
            number(twin),
            number(adapted),
            change_text(against_frozen(run, base)),
            change_text(ratio(adapted, twin)),
            number(perplexity_of(run.column(Column::nll_guarded), items)),
            comparable ? change_text(against) : CompareTable::tr("another text")};
}

QStringList heads()
{
    return {CompareTable::tr("run"),
            CompareTable::tr("differs in"),
            CompareTable::tr("tokens"),
            CompareTable::tr("frozen"),
            CompareTable::tr("twin"),
            CompareTable::tr("adapted"),
            CompareTable::tr("against frozen"),
            CompareTable::tr("against twin"),
            CompareTable::tr("guarded"),
            CompareTable::tr("against the shown run")};
}

}  // namespace

CompareTable::CompareTable(RunModel& run, Selection& selection, QWidget* parent)
    : View(run, selection, parent), table_(new QTableWidget)
{
    table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table_->setSelectionBehavior(QAbstractItemView::SelectRows);
    table_->setShowGrid(false);
    table_->setFrameShape(QFrame::NoFrame);
    table_->verticalHeader()->hide();
    table_->horizontalHeader()->setHighlightSections(false);
    table_->horizontalHeader()->setStretchLastSection(true);
    table_->horizontalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    table_->setColumnCount(static_cast<int>(heads().size()));
    table_->setHorizontalHeaderLabels(heads());
    for (int column = 0; column < words; ++column)
        table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table_->setAccessibleName(tr("Runs side by side"));
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(table_);
    connect_run(run_);
}

/// Sums over all tokens: not at every tick.
void CompareTable::connect_run(const RunModel& run)
{
    const auto later = [this] {
        if (!std::exchange(stale_, true))
            QTimer::singleShot(250, this, &CompareTable::refresh);
    };
    for (const auto changed : {&RunModel::started, &RunModel::shown_changed, &RunModel::ended})
        connect(&run, changed, this, later);
}

void CompareTable::set_others(std::vector<const RunModel*> others, std::vector<QString> names)
{
    for (const RunModel* other : others_)
        other->disconnect(this);
    others_ = std::move(others);
    names_ = std::move(names);
    for (const RunModel* other : others_)
        connect_run(*other);
    refresh();
    Q_EMIT note_changed();
}

void CompareTable::set_name(const QString& name)
{
    if (std::exchange(name_, name) != name)
        refresh();
}

QString CompareTable::note() const
{
    return others_.empty() ? tr("select runs in Sessions, then press Compare there")
                           : tr("%1 runs").arg(others_.size() + 1);
}

/// The first run that has a frozen arm on the same text; nullptr: none has.
const RunModel* CompareTable::frozen_for(const RunModel& run) const
{
    std::vector<const RunModel*> runs{&run_};
    runs.insert(runs.end(), others_.begin(), others_.end());
    const auto found = std::find_if(runs.begin(), runs.end(), [&run](const RunModel* other) {
        return !other->column(Column::nll_frozen).empty() && same_text(run, *other);
    });
    return found == runs.end() ? nullptr : *found;
}

/// Of all runs in the table.
std::vector<const Setting*> CompareTable::differences() const
{
    std::vector<RunConfig> configs{run_.header().config};
    for (const RunModel* other : others_)
        if (!other->empty())  // else it is still being read
            configs.push_back(other->header().config);
    return differing_settings(configs);
}

ViewTable CompareTable::table() const
{
    ViewTable table{heads(), {}};
    const std::vector<const Setting*> differing = differences();
    if (!run_.empty())
        table.rows.push_back(
            cells(run_, run_, frozen_for(run_), name_.isEmpty() ? tr("the shown run") : name_, differing));
    for (std::size_t index = 0; index < others_.size(); ++index)
        table.rows.push_back(cells(run_, *others_[index], frozen_for(*others_[index]), names_[index], differing));
    return table;
}

/// A run that shows what learning does not do is not to be taken for one that learned.
bool CompareTable::is_control(int row) const
{
    const bool is_own = row == 0 && !run_.empty();
    const std::size_t other = static_cast<std::size_t>(row) - (run_.empty() ? 0 : 1);
    const RunConfig& config = (is_own ? run_ : *others_[other]).header().config;
    return has_control(chosen_settings(config));
}

void CompareTable::refresh()
{
    stale_ = false;
    const ViewTable now = table();
    table_->setRowCount(static_cast<int>(now.rows.size()));
    for (int row = 0; row < table_->rowCount(); ++row)
        for (int column = 0; column < table_->columnCount(); ++column) {
            auto* item =
                new QTableWidgetItem(now.rows[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)]);
            item->setTextAlignment(Qt::AlignVCenter | (column < words ? Qt::AlignLeft : Qt::AlignRight));
            if (is_control(row))
                item->setForeground(theme(palette()).failure);
            table_->setItem(row, column, item);
        }
    table_->resizeColumnsToContents();
}

}  // namespace ttt
