// One run as the views see it: everything that has arrived, as arrays. Live and replay fill it the same way.
#pragma once

#include "engine/records/patterns.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace ttt {

/// Steps in order, as a source delivers them; never changed after it was sent.
using StepBatch = std::vector<StepRecord>;

/// The data of one run. GUI thread. What `shown_*()` gives is what views draw: all that arrived in a live run, up to
/// the playhead in a replay. Arrays may be longer than what is shown.
class RunModel : public QObject {
    Q_OBJECT
public:
    explicit RunModel(QObject* parent = nullptr);

    /// Forgets everything that was there. Throws ttt::Error when the parts do not fit together, as in a damaged file:
    /// nothing has changed then.
    void start(RunHeader header, RunInput input);
    /// Throws ttt::Error, and takes none of the batch, when its steps do not follow those that are there.
    void append(const StepBatch& batch);
    void end(RunSummary summary);
    void clear();

    bool empty() const { return header_.run_id.empty(); }
    const RunHeader& header() const { return header_; }
    const RunInput& input() const { return input_; }
    const DocumentRecord& document() const;                 // without tokens when the run reads none
    std::int32_t token_of(std::int64_t item) const;         // its id; -1: the run's text has no such item
    const RunSummary& summary() const { return summary_; }  // state running until end()
    bool is_running() const { return !empty() && summary_.state == RunState::running; }

    std::int64_t step_count() const { return static_cast<std::int64_t>(step_end_.size()); }  // arrived
    std::int64_t item_count() const { return step_end_.empty() ? 0 : step_end_.back(); }     // arrived

    /// The playhead: steps [0, shown_steps()) are drawn. It follows what arrives until set_shown_steps() holds it back;
    /// setting it to step_count() or more lets it follow again.
    std::int64_t shown_steps() const { return shown_; }
    std::int64_t shown_items() const { return shown_ == 0 ? 0 : step_end_[static_cast<std::size_t>(shown_) - 1]; }
    void set_shown_steps(std::int64_t steps);
    bool follows() const { return follows_; }
    void hold() { follows_ = false; }  // stays where it is while more arrives

    /// What axes over the run span: all of it, but of a run that ended early what was read.
    std::int64_t span_steps() const;
    std::int64_t span_items() const;
    bool ended_early() const { return !empty() && !is_running() && step_count() < header_.step_count; }

    /// Items [begin, end) of a step that has arrived, or would arrive (from the header's chunk).
    std::pair<std::int64_t, std::int64_t> items_of(std::int64_t step) const;
    std::int64_t step_of(std::int64_t item) const;

    /// item_count() * width values, item by item, NaN where there is none; empty when the run has no such column.
    std::span<const float> column(Column column) const;
    /// step_count() values, NaN where there is none; empty when no step has it. layer -1: the whole step.
    std::span<const double> metric(Metric metric, std::int32_t layer = -1) const;
    /// Layers that this metric has values for, ascending; of a whole-step metric {-1}.
    std::vector<std::int32_t> layers_of(Metric metric) const;
    /// Metrics that have arrived, in the order of the table.
    std::vector<Metric> metrics() const;

    /// In order of position. pattern_end(k): how many belong to the first k steps.
    std::span<const PatternEvent> patterns() const { return patterns_; }
    std::int64_t pattern_end(std::int64_t steps) const;
    /// All rows of another kind that have arrived, one behind the other; nullptr: there are none.
    const EventRows* events(EventKind kind) const;

    /// What a person reads for a token: its bytes as text, control characters as symbols, invalid bytes as \xNN; a
    /// character that it shares with other tokens with its place among them, "é¹⁄₂".
    QString token_text(std::int64_t item) const;
    /// Tokens [begin, end) as one text, without a character that either end cuts.
    QString text(std::int64_t begin, std::int64_t end) const;
    QString vocabulary_text(std::int32_t token_id) const;
    /// What a token of the vocabulary would read as at this place of the document.
    QString candidate_text(std::int64_t item, std::int32_t token_id) const;

Q_SIGNALS:
    void started();        // a run was opened or cleared: read everything anew
    void shown_changed();  // more, fewer or other steps are shown
    void ended();          // summary() is final

private:
    std::int64_t chunk_size() const;
    void expect_order(const StepBatch& batch) const;
    void append_step(const StepRecord& step);
    void append_events(const StepRecord& step);
    void append_column(const ItemColumn& values, std::int64_t items_before, std::int64_t items);

    RunHeader header_;
    RunInput input_;
    RunSummary summary_;
    std::vector<std::int64_t> step_end_;
    std::vector<std::int64_t> pattern_end_;
    std::map<Column, std::vector<float>> columns_;
    std::map<std::pair<Metric, std::int32_t>, std::vector<double>> metrics_;
    std::vector<PatternEvent> patterns_;
    std::map<EventKind, EventRows> events_;
    std::int64_t shown_ = 0;
    bool follows_ = true;
};

/// Whether the tokens of both are the same as far as both go: then their items can be compared place by place.
bool same_text(const RunModel& a, const RunModel& b);

}  // namespace ttt
