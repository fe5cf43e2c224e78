// Reads a run from its first chunk on and says what is worth a sentence. No widgets; the same for live and replay.
#pragma once

#include "engine/records/metrics.h"

#include <QString>

#include <cstdint>
#include <set>
#include <vector>

namespace ttt {

class RunModel;

enum class LogTone { plain, good, warning, failure };

struct LogLine {
    std::int64_t told = -1;  // the step after which this was known; -1: before the first
    std::int64_t step = -1;  // the step that it speaks of; -1: none
    LogTone tone = LogTone::plain;
    QString text;
    bool is_end = false;

    bool operator==(const LogLine&) const = default;
};

/// What has to be remembered between two steps. O(1) memory, O(log) time per step.
class LogScan {
public:
    /// Sentences of the steps from the last advance up to `end` (exclusive, at most what has arrived).
    std::vector<LogLine> advance(const RunModel& run, std::int64_t end);
    std::int64_t position() const { return next_; }
    /// Since which step adapted has been below frozen; -1: it is not.
    std::int64_t below_since() const { return below_since_; }

private:
    void read_step(const RunModel& run, std::int64_t step);
    void read_update(const RunModel& run, std::int64_t step);
    void read_limits(const RunModel& run, std::int64_t step);
    void read_finite(const RunModel& run, std::int64_t step);
    void read_guard(const RunModel& run, std::int64_t step);
    void read_crossing(const RunModel& run, std::int64_t step);
    void read_extremes(const RunModel& run, std::int64_t step);
    void read_time(const RunModel& run, std::int64_t step);
    void read_tenth(const RunModel& run, std::int64_t step);
    void say(std::int64_t told, std::int64_t step, LogTone tone, const QString& text);

    std::vector<LogLine> lines_;
    std::int64_t next_ = 0;
    bool updated_ = false;
    bool limited_ = false;
    std::set<std::int32_t> broken_layers_;
    std::int64_t below_since_ = -1;
    bool told_below_ = false;
    double best_gain_ = 0, worst_gain_ = 0;  // nats per token
    std::int64_t last_extreme_ = -1;
    std::vector<double> times_;  // ms of the last steps, a ring
    std::vector<double> sorted_times_;
    std::int64_t last_slow_ = -1;
};

/// The sentences told by steps [begin, end), in order; with the start when begin <= 0 and, when the run has ended and
/// `end` is behind its last step, the end.
std::vector<LogLine> log_lines(const RunModel& run, std::int64_t begin, std::int64_t end);
/// Sentences before the first step: the run's header.
std::vector<LogLine> start_lines(const RunModel& run);
/// Sentences behind the last step; empty while it runs.
std::vector<LogLine> end_lines(const RunModel& run, const LogScan& scan);

}  // namespace ttt
