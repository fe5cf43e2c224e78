#include "views/lab_model.h"

#include <utility>

namespace ttt {

void LabModel::begin_reading()
{
    if (state_ == LabState::idle)
        Q_EMIT reading_wanted();
}

void LabModel::ask_reading()
{
    begin_reading();
}

void LabModel::ask_trace(std::int64_t item, std::int32_t token)
{
    if (state_ == LabState::closed)
        return;
    begin_reading();
    Q_EMIT trace_wanted(item, token);
}

void LabModel::ask_chunk(std::int64_t chunk)
{
    if (state_ == LabState::closed)
        return;
    begin_reading();
    Q_EMIT chunk_wanted(chunk);
}

void LabModel::ask_patterns(std::vector<std::int64_t> items)
{
    if (state_ == LabState::closed)
        return;
    begin_reading();
    Q_EMIT patterns_wanted(items);
}

void LabModel::ask_heads()
{
    if (state_ != LabState::closed)
        Q_EMIT heads_wanted();
}

void LabModel::ask_attention(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end)
{
    if (state_ != LabState::closed)
        Q_EMIT attention_wanted(layer, head, begin, end);
}

void LabModel::ask_causality(std::int64_t item)
{
    if (state_ != LabState::closed)
        Q_EMIT causality_wanted(item);
}

void LabModel::ask_theorem(const TheoremSetup& setup)
{
    Q_EMIT theorem_wanted(setup);
}

void LabModel::reset(const QString& problem)
{
    state_ = problem.isEmpty() ? LabState::idle : LabState::closed;
    problem_ = problem;
    progress_ = total_ = 0;
    trace_.reset();
    chunk_.reset();
    patterns_.reset();
    heads_.reset();
    attention_.reset();
    causality_.reset();
    Q_EMIT state_changed();
    Q_EMIT trace_changed();
    Q_EMIT chunk_changed();
    Q_EMIT patterns_changed();
    Q_EMIT heads_changed();
    Q_EMIT attention_changed();
    Q_EMIT causality_changed();
}

void LabModel::set_reading(std::int64_t items, std::int64_t total)
{
    state_ = LabState::reading;
    progress_ = items;
    total_ = total;
    problem_.clear();
    Q_EMIT state_changed();
}

void LabModel::set_ready()
{
    state_ = LabState::ready;
    problem_.clear();
    Q_EMIT state_changed();
}

void LabModel::set_problem(const QString& sentence)
{
    if (state_ == LabState::reading)
        state_ = LabState::idle;
    problem_ = sentence;
    Q_EMIT state_changed();
}

void LabModel::set_trace(LogitTrace trace)
{
    trace_ = std::move(trace);
    Q_EMIT trace_changed();
}

void LabModel::set_chunk(ChunkTrace chunk)
{
    chunk_ = std::move(chunk);
    Q_EMIT chunk_changed();
}

void LabModel::set_patterns(PatternTrace patterns)
{
    patterns_ = std::move(patterns);
    Q_EMIT patterns_changed();
}

void LabModel::set_heads(HeadSurvey heads)
{
    heads_ = std::move(heads);
    Q_EMIT heads_changed();
}

void LabModel::set_attention(AttentionPattern attention)
{
    attention_ = std::move(attention);
    Q_EMIT attention_changed();
}

void LabModel::set_causality(CausalityCheck check)
{
    causality_ = std::move(check);
    Q_EMIT causality_changed();
}

void LabModel::set_theorem(TheoremResult result, TheoremResult beside)
{
    theorem_ = std::move(result);
    beside_ = std::move(beside);
    Q_EMIT theorem_changed();
}

}  // namespace ttt
