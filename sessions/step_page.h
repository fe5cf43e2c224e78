// Some steps of a run, one after the other, while their parts are read. What does not belong into them is refused.
#pragma once

#include "engine/records/records.h"
#include "sessions/sqlite.h"

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace ttt {

class StepPage {
public:
    /// The steps [first, last) of the run, as far as there are; their parts are not read yet. 0 <= first <= last.
    StepPage(Database& database, std::int64_t run, std::int64_t first, std::int64_t last);

    Database& database() { return database_; }
    std::int64_t run() const { return run_; }
    bool empty() const { return steps_.empty(); }
    std::int64_t first() const { return steps_.front().index; }  // unless it is empty
    std::int64_t end() const { return steps_.back().index + 1; }
    std::int64_t asked_end() const { return asked_end_; }  // end() is less: the run has no more steps

    /// Throws where the step is none of them.
    StepRecord& at(std::int64_t index);
    /// Those of [first, first + count) that are here. Throws where some are in no page.
    std::span<StepRecord> of(std::int64_t first, std::int64_t count);

    void add_metric(StepRecord& step, std::int64_t metric, std::int64_t layer, double value);
    void add_column(StepRecord& step, std::int64_t column, std::string_view bytes);  // f32 [items, width]
    void add_events(StepRecord& step, EventRows rows);

    /// Values per item; 0: the file does not say.
    std::int64_t width(std::int64_t column) const;
    std::int64_t items_per_event(EventKind kind) const;
    std::int64_t values_per_event(EventKind kind) const;

    /// Once all parts were added.
    std::vector<StepRecord> take();

private:
    struct EventWidth {
        std::int32_t items = 0, values = 0;
    };

    void read_bounds();
    void read_widths();
    void read_steps(std::int64_t first, std::int64_t last);

    Database& database_;
    std::int64_t run_;
    std::int64_t asked_end_;
    std::int64_t items_ = 0;  // that the steps can be of
    std::int64_t layers_ = 0;
    bool has_text_ = true;
    std::map<std::int64_t, std::int32_t> widths_;
    std::map<EventKind, EventWidth> events_;
    std::vector<StepRecord> steps_;
};

}  // namespace ttt
