// Answers to questions about writes, made up by a formula: no engine.
#pragma once

#include "views/lab_model.h"
#include "views/run_model.h"

#include <QObject>

#include <cmath>
#include <limits>
#include <vector>

namespace ttt::test {

/// A token teaches what is like it: 0.3 for the same word, else a small wave; less with the distance.
inline double made_up_term(const RunModel& run, std::int64_t teacher, std::int64_t item)
{
    const auto& ids = run.document().token_ids;
    const bool same = ids[static_cast<std::size_t>(teacher)] == ids[static_cast<std::size_t>(item)];
    const double wave = std::sin(static_cast<double>(teacher * 13 + item * 7));
    return (same ? 0.3 + 0.05 * wave : 0.03 * wave) * std::exp(-static_cast<double>(item - teacher) / 400);
}

inline LogitTrace made_up_trace(const RunModel& run, std::int64_t item, std::int32_t token)
{
    LogitTrace trace;
    trace.item = item;
    trace.token = token < 0 ? run.document().token_ids[static_cast<std::size_t>(item)] : token;
    trace.by_chunk.resize(static_cast<std::size_t>(run.step_of(item - 1)));
    for (std::size_t chunk = 0; chunk < trace.by_chunk.size(); ++chunk) {
        const auto [begin, end] = run.items_of(static_cast<std::int64_t>(chunk));
        for (std::int64_t at = begin; at < end; ++at) {
            trace.by_token.push_back(made_up_term(run, at, item) * (token < 0 ? 1 : -0.5));
            trace.by_chunk[chunk] += trace.by_token.back();
        }
        trace.direct += trace.by_chunk[chunk];
    }
    trace.frozen = 3.1;
    trace.rescaled = -0.2 * trace.direct;
    trace.indirect = 0.35 * std::sin(static_cast<double>(item));
    trace.change = trace.direct + trace.rescaled + trace.indirect;
    return trace;
}

inline ChunkTrace made_up_chunk(const RunModel& run, std::int64_t chunk)
{
    ChunkTrace trace;
    trace.chunk = chunk;
    const auto [begin, end] = run.items_of(chunk);
    trace.first = end + 1;
    for (std::int64_t item = trace.first; item < run.item_count(); ++item) {
        double sum = 0;
        for (std::int64_t at = begin; at < end; at += 5)
            sum += made_up_term(run, at, item);
        trace.by_item.push_back(static_cast<float>(sum));
    }
    return trace;
}

/// Measured: predicted and a fifth of itself more, with a ripple.
inline PatternTrace made_up_patterns(const RunModel& run, const std::vector<std::int64_t>& items)
{
    PatternTrace trace;
    trace.items = items;
    trace.chunks = run.step_count();
    for (const std::int64_t item : items) {
        double sum = 0;
        const std::int64_t finished = run.step_of(item - 1);
        for (std::int64_t chunk = 0; chunk < trace.chunks; ++chunk) {
            const double away = static_cast<double>(finished - chunk);
            const double term = chunk < finished ? (0.4 * std::sin(static_cast<double>(item * 3 + chunk * 5)) + 0.25) *
                                                       std::exp(-away / 12)
                                                 : std::numeric_limits<double>::quiet_NaN();
            sum += chunk < finished ? term : 0;
            trace.terms.push_back(static_cast<float>(term));
        }
        trace.predicted.push_back(static_cast<float>(sum));
        trace.measured.push_back(static_cast<float>(1.2 * sum + 0.2 * std::sin(static_cast<double>(item))));
    }
    return trace;
}

/// Answers at once what a lab model is asked, and counts.
class MadeUpLab : public QObject {
public:
    MadeUpLab(const RunModel& run, LabModel& lab) : lab_(lab)
    {
        connect(&lab, &LabModel::reading_wanted, this, [this] { ++readings; });
        connect(&lab, &LabModel::trace_wanted, this, [this, &run](std::int64_t item, std::int32_t token) {
            asked_items.push_back(item);
            if (answers)
                lab_.set_trace(made_up_trace(run, item, token));
        });
        connect(&lab, &LabModel::chunk_wanted, this, [this, &run](std::int64_t chunk) {
            asked_chunks.push_back(chunk);
            if (answers)
                lab_.set_chunk(made_up_chunk(run, chunk));
        });
        connect(&lab, &LabModel::patterns_wanted, this, [this, &run](const std::vector<std::int64_t>& items) {
            asked_patterns.push_back(items);
            if (answers)
                lab_.set_patterns(made_up_patterns(run, items));
        });
    }

    bool answers = true;
    int readings = 0;
    std::vector<std::int64_t> asked_items, asked_chunks;
    std::vector<std::vector<std::int64_t>> asked_patterns;

private:
    LabModel& lab_;
};

}  // namespace ttt::test
