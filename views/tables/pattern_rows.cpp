#include "views/tables/pattern_rows.h"

#include "views/run_model.h"
#include "views/tables/data_table.h"
#include "views/tables/pattern_cells.h"
#include "views/token_pieces.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

PatternRows::PatternRows(const RunModel& run, QObject* parent)
    : QAbstractTableModel(parent), run_(run), sort_column_(PatternColumn::logit)
{
    rebuild();
}

const PatternEvent& PatternRows::event(int row) const
{
    return run_.patterns()[static_cast<std::size_t>(rows_[static_cast<std::size_t>(row)])];
}

QString PatternRows::cell(int row, int column) const
{
    return pattern_cell(run_, event(row), counts_.occurrence(rows_[static_cast<std::size_t>(row)]), column);
}

int PatternRows::row_of(std::int64_t item) const
{
    const auto all = run_.patterns();
    const auto patterns = all.first(std::min(all.size(), static_cast<std::size_t>(end_)));
    const auto at =
        std::lower_bound(patterns.begin(), patterns.end(), item,
                         [](const PatternEvent& event, std::int64_t place) { return event.position < place; });
    if (at == patterns.end() || at->position != item)
        return -1;
    const auto found = std::find(rows_.begin(), rows_.end(), static_cast<Row>(at - patterns.begin()));
    return found == rows_.end() ? -1 : static_cast<int>(found - rows_.begin());
}

bool PatternRows::token_matches(std::int64_t item)
{
    const auto& ids = run_.document().token_ids;
    if (static_cast<std::size_t>(item) >= ids.size())
        return false;
    if (pieces_of(run_.document(), item).shares_characters())  // another text at another place
        return run_.token_text(item).contains(text_, Qt::CaseInsensitive);
    const auto [entry, is_new] = matches_.try_emplace(ids[static_cast<std::size_t>(item)], false);
    if (is_new)
        entry->second = run_.token_text(item).contains(text_, Qt::CaseInsensitive);
    return entry->second;
}

bool PatternRows::passes(Row row)
{
    const PatternEvent& event = run_.patterns()[static_cast<std::size_t>(row)];
    if (filter_ != WindowFilter::all) {
        const Reach reach = reach_of(event, run_.header().config.window);
        if (reach != (filter_ == WindowFilter::inside ? Reach::inside : Reach::outside))
            return false;
    }
    return text_.isEmpty() || token_matches(event.position) || token_matches(event.position - 1);
}

/// Sorting by a text compares places in the alphabet: texts are compared once per run, not once per row.
void PatternRows::learn_alphabet()
{
    const bool is_text = sort_column_ == PatternColumn::next || sort_column_ == PatternColumn::previous;
    const auto& vocabulary = run_.document().vocabulary;
    if (!is_text || alphabet_.size() == vocabulary.size())
        return;
    std::vector<std::pair<QString, std::int32_t>> texts;
    for (std::size_t id = 0; id < vocabulary.size(); ++id)
        texts.emplace_back(readable(vocabulary[id]).trimmed().toCaseFolded(), static_cast<std::int32_t>(id));
    std::sort(texts.begin(), texts.end());
    alphabet_.resize(texts.size());
    for (std::size_t place = 0; place < texts.size(); ++place)
        alphabet_[static_cast<std::size_t>(texts[place].second)] = static_cast<std::int32_t>(place);
}

/// What a row sorts by.
double PatternRows::key(Row row) const
{
    const PatternEvent& event = run_.patterns()[static_cast<std::size_t>(row)];
    if (sort_column_ != PatternColumn::next && sort_column_ != PatternColumn::previous)
        return pattern_number(run_, event, counts_.occurrence(row), sort_column_);
    const auto& ids = run_.document().token_ids;
    const auto item = static_cast<std::size_t>(event.position - (sort_column_ == PatternColumn::previous ? 1 : 0));
    const auto id = item < ids.size() ? static_cast<std::size_t>(ids[item]) : alphabet_.size();
    return id < alphabet_.size() ? alphabet_[id] : std::numeric_limits<double>::quiet_NaN();
}

bool PatternRows::before(Keyed a, Keyed b) const
{
    if (std::isnan(a.key) || std::isnan(b.key))  // without a value: last, in both orders
        return std::isnan(a.key) == std::isnan(b.key) ? a.row < b.row : std::isnan(b.key);
    return a.key == b.key ? a.row < b.row : (a.key < b.key) != (order_ == Qt::DescendingOrder);
}

void PatternRows::sort_rows(std::vector<Row>& rows) const
{
    std::vector<Keyed> keyed;
    keyed.reserve(rows.size());
    for (const Row row : rows)
        keyed.push_back({key(row), row});
    std::sort(keyed.begin(), keyed.end(), [this](Keyed a, Keyed b) { return before(a, b); });
    std::transform(keyed.begin(), keyed.end(), rows.begin(), [](Keyed entry) { return entry.row; });
}

/// Both in order. A search per fresh row: cheap for a few among many.
std::vector<PatternRows::Row> PatternRows::merged(const std::vector<Row>& rows, const std::vector<Row>& fresh) const
{
    std::vector<Row> result;
    result.reserve(rows.size() + fresh.size());
    auto done = rows.begin();
    for (const Row row : fresh) {
        const Keyed entry{key(row), row};
        const auto place = std::partition_point(done, rows.end(), [&](Row other) {
            return before({key(other), other}, entry);
        });
        result.insert(result.end(), done, place);
        result.push_back(row);
        done = place;
    }
    result.insert(result.end(), done, rows.end());
    return result;
}

std::vector<PatternRows::Row> PatternRows::passing(std::int64_t begin, std::int64_t end)
{
    std::vector<Row> rows;
    for (std::int64_t row = begin; row < end; ++row)
        if (passes(static_cast<Row>(row)))
            rows.push_back(static_cast<Row>(row));
    return rows;
}

void PatternRows::rebuild()
{
    beginResetModel();
    matches_.clear();
    alphabet_.clear();
    counts_.clear();
    counts_.update(run_);
    learn_alphabet();
    end_ = run_.pattern_end(run_.shown_steps());
    rows_ = passing(0, end_);
    sort_rows(rows_);
    endResetModel();
}

void PatternRows::sync()
{
    counts_.update(run_);
    const std::int64_t end = run_.pattern_end(run_.shown_steps());
    if (end < end_) {
        take_out(end);
    } else if (end > end_) {
        auto fresh = passing(end_, end);
        end_ = end;
        take_in(std::move(fresh));
    }
}

/// Appended in one piece, then merged to their places.
void PatternRows::take_in(std::vector<Row> fresh)
{
    if (fresh.empty())
        return;
    sort_rows(fresh);
    const std::vector<Row> ordered = merged(rows_, fresh);
    const int begin = rowCount();
    beginInsertRows({}, begin, begin + static_cast<int>(fresh.size()) - 1);
    rows_.insert(rows_.end(), fresh.begin(), fresh.end());
    endInsertRows();
    reorder(ordered);
}

/// Brought to the end in one piece, then removed.
void PatternRows::take_out(std::int64_t end)
{
    std::vector<Row> ordered = rows_;
    const auto gone = std::stable_partition(ordered.begin(), ordered.end(), [end](Row row) { return row < end; });
    const auto kept = static_cast<int>(gone - ordered.begin());
    reorder(ordered);
    end_ = end;
    if (kept == rowCount())
        return;
    beginRemoveRows({}, kept, rowCount() - 1);
    rows_.resize(static_cast<std::size_t>(kept));
    endRemoveRows();
}

/// Keeps what is selected on its pattern.
void PatternRows::reorder(const std::vector<Row>& ordered)
{
    if (ordered == rows_)
        return;
    Q_EMIT layoutAboutToBeChanged({}, VerticalSortHint);
    const QModelIndexList old = persistentIndexList();
    QModelIndexList now;
    for (const QModelIndex& index : old) {
        const Row row = rows_[static_cast<std::size_t>(index.row())];
        const auto found = std::find(ordered.begin(), ordered.end(), row);
        now += this->index(static_cast<int>(found - ordered.begin()), index.column());
    }
    rows_ = ordered;
    changePersistentIndexList(old, now);
    Q_EMIT layoutChanged({}, VerticalSortHint);
}

void PatternRows::sort(int column, Qt::SortOrder order)
{
    if (column < 0 || column >= PatternColumn::total)
        return;
    sort_column_ = column;
    order_ = order;
    learn_alphabet();
    std::vector<Row> ordered = rows_;
    sort_rows(ordered);
    reorder(ordered);
}

void PatternRows::set_filter(WindowFilter filter)
{
    filter_ = filter;
    rebuild();
}

void PatternRows::set_text(const QString& text)
{
    text_ = text;
    rebuild();
}

int PatternRows::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(rows_.size());
}

int PatternRows::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : PatternColumn::total;
}

QVariant PatternRows::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return cell(index.row(), index.column());
    case Qt::ToolTipRole:
        return PatternColumn::help(index.column());
    case Qt::TextAlignmentRole:
        return headerData(index.column(), Qt::Horizontal, role);
    case alert_role: {
        const PatternEvent& pair = event(index.row());
        const bool gained = (index.column() == PatternColumn::logit && pair.logit_change > 0) ||
                            (index.column() == PatternColumn::rank_change &&
                             pattern_number(run_, pair, 0, PatternColumn::rank_change) < 0);
        return static_cast<int>(gained ? Alert::good : Alert::none);
    }
    default:
        return {};
    }
}

QVariant PatternRows::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return PatternColumn::title(section);
    case Qt::ToolTipRole:
        return PatternColumn::help(section);
    case Qt::TextAlignmentRole:
        return static_cast<int>(Qt::AlignVCenter |
                                (PatternColumn::is_number(section) ? Qt::AlignRight : Qt::AlignLeft));
    default:
        return {};
    }
}

}  // namespace ttt
