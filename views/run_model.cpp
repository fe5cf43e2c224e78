#include "views/run_model.h"

#include "engine/records/error.h"
#include "views/token_pieces.h"

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

template <class Value>
void pad(std::vector<Value>& values, std::int64_t size)
{
    values.resize(static_cast<std::size_t>(size), std::numeric_limits<Value>::quiet_NaN());
}

[[noreturn]] void refuse(const std::string& what)
{
    throw Error("This run can't be shown: " + what +
                ". Its session file is damaged, or was not written by this program.");
}

void check_text(const DocumentRecord& document)
{
    const auto& offsets = document.byte_offsets;
    if (offsets.empty())
        return;
    if (offsets.size() != document.token_ids.size() + 1)
        refuse("its text has " + std::to_string(document.token_ids.size()) + " tokens and " +
               std::to_string(offsets.size()) + " places for them");
    if (!std::is_sorted(offsets.begin(), offsets.end()) || offsets.front() < 0 ||
        offsets.back() > static_cast<std::int64_t>(document.bytes.size()))
        refuse("the places of its tokens lie outside of its text");
}

/// `tokens`: of its text; 0: it has none, or it was left out (some tests), which is no contradiction.
void check_header(const RunHeader& header, std::int64_t tokens)
{
    if (header.item_count < 0 || (tokens > 0 && header.item_count > tokens))
        refuse("it claims " + std::to_string(header.item_count) + " tokens, and its text has " +
               std::to_string(tokens));
    if (header.step_count < 0 || header.step_count > header.item_count)
        refuse("it claims " + std::to_string(header.step_count) + " chunks of " + std::to_string(header.item_count) +
               " tokens");
}

}  // namespace

RunModel::RunModel(QObject* parent) : QObject(parent) {}

void RunModel::start(RunHeader header, RunInput input)
{
    if (const DocumentRecord* document = ttt::text_of(input)) {
        check_text(*document);
        check_header(header, static_cast<std::int64_t>(document->token_ids.size()));
    } else {
        check_header(header, 0);
    }
    header_ = std::move(header);
    input_ = std::move(input);
    summary_ = {};
    step_end_.clear();
    pattern_end_.clear();
    columns_.clear();
    metrics_.clear();
    patterns_.clear();
    events_.clear();
    shown_ = 0;
    follows_ = true;
    Q_EMIT started();
}

void RunModel::clear()
{
    start({}, {});
}

/// Everything that views ask for by position stands on this. A text that is not known bounds no step.
void RunModel::expect_order(const StepBatch& batch) const
{
    std::int64_t index = step_count(), begin = item_count();
    for (const StepRecord& step : batch) {
        if (step.index != index || step.begin != begin || step.end <= begin || step.end > header_.item_count)
            refuse("chunk " + std::to_string(step.index) + " is of tokens " + std::to_string(step.begin) + " to " +
                   std::to_string(step.end) + ", where " + std::to_string(begin) + " of " +
                   std::to_string(header_.item_count) + " were read in " + std::to_string(index) + " chunks");
        for (const PatternEvent& event : patterns_of(step))
            if (event.position < 0 || event.position >= step.end || event.earlier < 0 || event.earlier > event.position)
                refuse("chunk " + std::to_string(index) + " has a pattern at token " + std::to_string(event.position));
        ++index;
        begin = step.end;
    }
}

void RunModel::append(const StepBatch& batch)
{
    if (batch.empty())
        return;
    expect_order(batch);
    for (const StepRecord& step : batch)
        append_step(step);
    for (auto& [key, values] : metrics_)
        pad(values, step_count());
    for (auto& [column, values] : columns_)
        pad(values, item_count() * width_of(header_.dictionary, column));
    if (!follows_)
        return;
    shown_ = step_count();
    Q_EMIT shown_changed();
}

void RunModel::append_step(const StepRecord& step)
{
    const std::int64_t items_before = item_count();
    step_end_.push_back(step.end);
    for (const MetricValue& value : step.metrics) {
        if (!knows(header_.dictionary, value.metric))
            continue;  // of a newer version
        auto& values = metrics_[{value.metric, value.layer}];
        pad(values, step_count());
        values.back() = value.value;
    }
    for (const ItemColumn& column : step.columns)
        append_column(column, items_before, step.end - step.begin);
    append_events(step);
}

void RunModel::append_events(const StepRecord& step)
{
    const std::vector<PatternEvent> patterns = patterns_of(step);
    patterns_.insert(patterns_.end(), patterns.begin(), patterns.end());
    pattern_end_.push_back(static_cast<std::int64_t>(patterns_.size()));
    for (const EventRows& rows : step.events) {
        if (rows.kind == EventKind::pattern)
            continue;
        EventRows& all = events_.try_emplace(rows.kind, EventRows{rows.kind, {}, {}}).first->second;
        all.items.insert(all.items.end(), rows.items.begin(), rows.items.end());
        all.values.insert(all.values.end(), rows.values.begin(), rows.values.end());
    }
}

void RunModel::append_column(const ItemColumn& column, std::int64_t items_before, std::int64_t items)
{
    const std::int64_t width = width_of(header_.dictionary, column.column);
    if (width < 1 || static_cast<std::int64_t>(column.values.size()) != items * width)
        return;  // nobody says what it is
    auto& values = columns_[column.column];
    pad(values, items_before * width);
    values.insert(values.end(), column.values.begin(), column.values.end());
}

void RunModel::end(RunSummary summary)
{
    summary_ = std::move(summary);
    Q_EMIT ended();
}

void RunModel::set_shown_steps(std::int64_t steps)
{
    follows_ = steps >= step_count();
    steps = std::clamp<std::int64_t>(steps, 0, step_count());
    if (steps == shown_)
        return;
    shown_ = steps;
    Q_EMIT shown_changed();
}

std::int32_t RunModel::token_of(std::int64_t item) const
{
    const std::vector<std::int32_t>& ids = document().token_ids;
    return item >= 0 && item < static_cast<std::int64_t>(ids.size()) ? ids[static_cast<std::size_t>(item)] : -1;
}

std::int64_t RunModel::span_steps() const
{
    return ended_early() && step_count() > 0 ? step_count() : std::max(header_.step_count, step_count());
}

std::int64_t RunModel::span_items() const
{
    return ended_early() && step_count() > 0 ? item_count() : std::max(header_.item_count, item_count());
}

std::pair<std::int64_t, std::int64_t> RunModel::items_of(std::int64_t step) const
{
    if (step < step_count()) {
        const auto at = static_cast<std::size_t>(step);
        return {step == 0 ? 0 : step_end_[at - 1], step_end_[at]};
    }
    const std::int64_t chunk = chunk_size();
    if (step > header_.item_count / chunk)
        return {header_.item_count, header_.item_count};
    return {std::min(step * chunk, header_.item_count), std::min((step + 1) * chunk, header_.item_count)};
}

std::int64_t RunModel::step_of(std::int64_t item) const
{
    if (item < item_count())
        return std::upper_bound(step_end_.begin(), step_end_.end(), item) - step_end_.begin();
    return item / chunk_size();
}

std::int64_t RunModel::chunk_size() const
{
    return std::clamp<std::int64_t>(items_per_step(header_), 1, std::max<std::int64_t>(1, header_.item_count));
}

std::span<const float> RunModel::column(Column column) const
{
    const auto found = columns_.find(column);
    return found == columns_.end() ? std::span<const float>() : std::span<const float>(found->second);
}

std::span<const double> RunModel::metric(Metric metric, std::int32_t layer) const
{
    const auto found = metrics_.find({metric, layer});
    return found == metrics_.end() ? std::span<const double>() : std::span<const double>(found->second);
}

std::vector<std::int32_t> RunModel::layers_of(Metric metric) const
{
    std::vector<std::int32_t> layers;
    for (const auto& [key, values] : metrics_)
        if (key.first == metric)
            layers.push_back(key.second);
    return layers;
}

std::vector<Metric> RunModel::metrics() const
{
    std::vector<Metric> found;
    for (const MetricInfo& info : metric_table)
        if (!layers_of(info.id).empty())
            found.push_back(info.id);
    for (const DictionaryEntry& entry : header_.dictionary.metrics)
        if (const auto own = static_cast<Metric>(entry.id); !layers_of(own).empty())
            found.push_back(own);
    return found;
}

const DocumentRecord& RunModel::document() const
{
    static const DocumentRecord none;
    const DocumentRecord* document = ttt::text_of(input_);
    return document ? *document : none;
}

const EventRows* RunModel::events(EventKind kind) const
{
    const auto found = events_.find(kind);
    return found == events_.end() ? nullptr : &found->second;
}

std::int64_t RunModel::pattern_end(std::int64_t steps) const
{
    return steps <= 0 || pattern_end_.empty()
               ? 0
               : pattern_end_[static_cast<std::size_t>(std::min(steps, step_count())) - 1];
}

bool same_text(const RunModel& a, const RunModel& b)
{
    const auto &left = a.document().token_ids, &right = b.document().token_ids;
    const auto common = static_cast<std::ptrdiff_t>(std::min(left.size(), right.size()));
    return common > 0 && std::equal(left.begin(), left.begin() + common, right.begin());
}

QString RunModel::token_text(std::int64_t item) const
{
    return text_of(pieces_of(document(), item));
}

QString RunModel::text(std::int64_t begin, std::int64_t end) const
{
    QString words;
    for (std::int64_t item = std::max<std::int64_t>(0, begin); item < end; ++item) {
        const TokenPieces pieces = pieces_of(document(), item);
        if (pieces.tail && pieces.tail.at + 1 == pieces.tail.of && item - pieces.tail.at >= begin)
            words += pieces.tail.character;
        words += pieces.text;
    }
    return words;
}

QString RunModel::candidate_text(std::int64_t item, std::int32_t token_id) const
{
    const auto at = static_cast<std::size_t>(token_id);
    return token_id < 0 || at >= document().vocabulary.size()
               ? QString()
               : text_in_place(document(), item, document().vocabulary[at]);
}

QString RunModel::vocabulary_text(std::int32_t token_id) const
{
    const auto at = static_cast<std::size_t>(token_id);
    return token_id < 0 || at >= document().vocabulary.size() ? QString() : readable(document().vocabulary[at]);
}

}  // namespace ttt
