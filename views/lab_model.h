// What the lab views share: questions on their way to the engine, answers that came back.
#pragma once

#include "engine/records/causality.h"
#include "engine/records/heads.h"
#include "engine/records/theorem.h"
#include "engine/records/trace.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace ttt {

enum class LabState {
    closed,   // no run that can be looked into: problem() says why
    idle,     // a run is there, its writes were not read yet
    reading,  // progress() of progress_total() items
    ready,    // questions about writes are answered at once
};

/// GUI thread; one for a window. Views ask by the ask_*() functions and redraw at the signals; who answers listens to
/// the *_wanted() signals and calls the set_*() functions. A question that is asked while an older one of its kind
/// waits replaces it. Everything is forgotten by reset().
class LabModel : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    LabState state() const { return state_; }
    QString problem() const { return problem_; }  // of closed, or of the last question: a sentence; empty: none
    std::int64_t progress() const { return progress_; }
    std::int64_t progress_total() const { return total_; }

    const std::optional<LogitTrace>& trace() const { return trace_; }
    const std::optional<ChunkTrace>& chunk() const { return chunk_; }
    const std::optional<PatternTrace>& patterns() const { return patterns_; }
    const std::optional<HeadSurvey>& heads() const { return heads_; }
    const std::optional<AttentionPattern>& attention() const { return attention_; }
    const std::optional<CausalityCheck>& causality() const { return causality_; }
    const std::optional<TheoremResult>& theorem() const { return theorem_; }
    const std::optional<TheoremResult>& theorem_beside() const { return beside_; }  // the same with the other target

    void ask_reading();                                          // reads the shown run again; needed once per run
    void ask_trace(std::int64_t item, std::int32_t token = -1);  // starts the reading if it has to
    void ask_chunk(std::int64_t chunk);
    void ask_patterns(std::vector<std::int64_t> items);  // of the predicted B, ascending
    void ask_heads();
    void ask_attention(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end);
    void ask_causality(std::int64_t item);
    void ask_theorem(const TheoremSetup& setup);

    // Who answers:
    void reset(const QString& problem);  // another run; a problem closes the lab
    void set_reading(std::int64_t items, std::int64_t total);
    void set_ready();
    void set_problem(const QString& sentence);
    void set_trace(LogitTrace trace);
    void set_chunk(ChunkTrace chunk);
    void set_patterns(PatternTrace patterns);
    void set_heads(HeadSurvey heads);
    void set_attention(AttentionPattern attention);
    void set_causality(CausalityCheck check);
    void set_theorem(TheoremResult result, TheoremResult beside);

Q_SIGNALS:
    void state_changed();  // also progress and problem
    void trace_changed();
    void chunk_changed();
    void patterns_changed();
    void heads_changed();
    void attention_changed();
    void causality_changed();
    void theorem_changed();

    void reading_wanted();
    void trace_wanted(std::int64_t item, std::int32_t token);
    void chunk_wanted(std::int64_t chunk);
    void patterns_wanted(const std::vector<std::int64_t>& items);
    void heads_wanted();
    void attention_wanted(std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end);
    void causality_wanted(std::int64_t item);
    void theorem_wanted(const ttt::TheoremSetup& setup);

private:
    void begin_reading();

    LabState state_ = LabState::closed;
    QString problem_;
    std::int64_t progress_ = 0;
    std::int64_t total_ = 0;
    std::optional<LogitTrace> trace_;
    std::optional<ChunkTrace> chunk_;
    std::optional<PatternTrace> patterns_;
    std::optional<HeadSurvey> heads_;
    std::optional<AttentionPattern> attention_;
    std::optional<CausalityCheck> causality_;
    std::optional<TheoremResult> theorem_, beside_;
};

}  // namespace ttt
