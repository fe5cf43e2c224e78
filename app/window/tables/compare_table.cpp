#include "app/window/tables/compare_table.h"

#include "engine/records/settings/differences.h"
#include "engine/records/settings/setting_words.h"
#include "views/number_text.h"
#include "views/run_input.h"
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
    return shown_mean(Transform::exp, mean_of(values, items));
}

double mean_of(std::span<const float> values, std::int64_t items)
{
    double sum = 0;
    std::int64_t count = 0;
    for (const float value : values.first(std::min(values.size(), static_cast<std::size_t>(items))))
        if (!std::isnan(value)) {
            sum += static_cast<double>(value);
            ++count;
        }
    return count == 0 ? std::nan("") : sum / static_cast<double>(count);
}

namespace {

constexpr int words = 2;  // columns that hold no number

bool is_of_images(const RunModel& run)
{
    return run.header().kind == images_kind;
}

/// NLL, or of images whether the answer was wrong.
std::span<const float> losses(const RunModel& run, Arm arm)
{
    const auto column = column_of(is_of_images(run) ? Quantity::error : Quantity::nll, arm);
    return column ? run.column(*column) : std::span<const float>();
}

/// The perplexity, or the error in per cent.
double result(const RunModel& run, Arm arm, std::int64_t items)
{
    const Transform transform = is_of_images(run) ? Transform::percent : Transform::exp;
    return shown_mean(transform, mean_of(losses(run, arm), items));
}

QString number(double value)
{
    return fixed_text(value, 2);
}

/// Perplexities by their ratio, errors by their difference in percentage points.
QString change(double value, double base, const RunModel& run)
{
    if (!is_of_images(run))
        return change_text(value / base);
    const double points = value - base;
    return std::isnan(points) ? QString(no_value) : CompareTable::tr("%1 points").arg(signed_text(points, 2));
}

/// Adapted where it was measured, else what there is: a frozen-only run is compared by its frozen model.
Arm learned(const RunModel& run)
{
    return losses(run, Arm::adapted).empty() ? Arm::frozen : Arm::adapted;
}

/// Adapted against frozen; of an adapted arm alone against the frozen arm of `base`, on the items of both.
QString against_frozen(const RunModel& run, const RunModel* base)
{
    const bool has_own = !losses(run, Arm::frozen).empty();
    const RunModel& frozen = has_own || !base ? run : *base;
    const std::int64_t items = std::min(run.shown_items(), frozen.shown_items());
    return change(result(run, Arm::adapted, items), result(frozen, Arm::frozen, items), run);
}

bool is_there(const RunModel& run)
{
    return !run.document().token_ids.empty() || is_of_images(run);
}

std::vector<QString> cells(const RunModel& shown, const RunModel& run, const RunModel* base, const QString& name,
                           const std::vector<const Setting*>& differing)
{
    const QString differences =
        run.empty() ? QString() : QString::fromStdString(distinction(run.header().config, differing));
    if (!is_there(run))
        return {name, differences, CompareTable::tr("is being read …"), {}, {}, {}, {}, {}, {}, {}};
    const std::int64_t items = run.shown_items();
    const bool comparable = same_items(run, shown);
    const std::int64_t common = comparable ? std::min(items, shown.shown_items()) : 0;
    const QString other = is_of_images(run) ? CompareTable::tr("another stream") : CompareTable::tr("another text");
    const double adapted = result(run, Arm::adapted, items), twin = result(run, Arm::twin, items);
    return {name,
            differences,
            grouped(items),
            number(result(run, Arm::frozen, items)),
            number(twin),
            number(adapted),
            against_frozen(run, base),
            change(adapted, twin, run),
            number(result(run, Arm::guarded, items)),
            comparable ? change(result(run, learned(run), common), result(shown, learned(shown), common), run) : other};
}

/// `of_images`: the numbers are errors; nobody measures a twin there, and nothing guards.
QStringList heads(bool of_images)
{
    if (of_images)
        return {CompareTable::tr("run"),
                CompareTable::tr("differs in"),
                CompareTable::tr("images"),
                CompareTable::tr("error frozen, %"),
                CompareTable::tr("twin"),
                CompareTable::tr("error adapted, %"),
                CompareTable::tr("against frozen"),
                CompareTable::tr("against twin"),
                CompareTable::tr("guarded"),
                CompareTable::tr("against the shown run")};
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

/// Columns that mean nothing there.
void leave_out_of_images(ViewTable& table)
{
    for (const int column : {8, 7, 4}) {
        table.header.removeAt(column);
        for (std::vector<QString>& row : table.rows)
            row.erase(row.begin() + column);
    }
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
    show_heads(heads(false));
    table_->setAccessibleName(tr("Runs side by side"));
    auto* box = new QVBoxLayout(this);
    box->setContentsMargins(0, 0, 0, 0);
    box->addWidget(table_);
    connect_run(run_);
}

void CompareTable::show_heads(const QStringList& heads)
{
    table_->setColumnCount(static_cast<int>(heads.size()));
    table_->setHorizontalHeaderLabels(heads);
    for (int column = 0; column < words; ++column)
        table_->horizontalHeaderItem(column)->setTextAlignment(Qt::AlignLeft | Qt::AlignVCenter);
}

/// Sums over all items: not at every tick.
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
        return !losses(*other, Arm::frozen).empty() && same_items(run, *other);
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
    const bool of_images = is_of_images(run_);
    ViewTable table{heads(of_images), {}};
    const std::vector<const Setting*> differing = differences();
    if (!run_.empty())
        table.rows.push_back(
            cells(run_, run_, frozen_for(run_), name_.isEmpty() ? tr("the shown run") : name_, differing));
    for (std::size_t index = 0; index < others_.size(); ++index)
        table.rows.push_back(cells(run_, *others_[index], frozen_for(*others_[index]), names_[index], differing));
    if (of_images)
        leave_out_of_images(table);
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
    show_heads(now.header);
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
