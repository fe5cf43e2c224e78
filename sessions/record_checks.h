// Whether a record hangs together: asked of what the engine gives before it is written, and of what a file holds.
#pragma once

#include "engine/records/records.h"

#include <cstdint>
#include <string>

namespace ttt {

/// What is wrong, without a full stop; empty: nothing. An empty vocabulary means that tokens have no names.
std::string wrong_with(const DocumentRecord& document);

std::string wrong_with(const DocumentListRecord& list);
std::string wrong_with(const ImageSetRecord& images);

/// Counts that nothing could have counted. `text_tokens`: of the run's text in the file; -1: it is not there, -2: the
/// run reads none.
std::string wrong_with(const RunHeader& header, const RunSummary& summary, std::int64_t text_tokens);

/// Range of the items, and the length of every column and of all events. `dictionary`: of the run.
std::string wrong_with(const StepRecord& step, const RunDictionary& dictionary);

/// Of a step's events, whose kind has so many items and values.
std::string wrong_with(const EventRows& rows, const StepRecord& step, std::int32_t items, std::int32_t values);

/// Steps follow each other: their indices without a gap, their items from the end of the last one to at most the end of
/// the input.
class StepOrder {
public:
    /// Starts at a step whose items begin at `begin`; `items`: all that there are.
    StepOrder(std::int64_t items, std::int64_t index = 0, std::int64_t begin = 0)
        : items_(items), index_(index), begin_(begin)
    {
    }

    /// What is wrong with the next step, or empty: then the one after it is expected.
    std::string wrong_with_next(const StepRecord& step);

private:
    std::int64_t items_;
    std::int64_t index_;
    std::int64_t begin_;
};

/// Whether `count` values are `width` for each of the items [begin, end).
bool fits(std::int64_t begin, std::int64_t end, std::int64_t width, std::size_t count);

}  // namespace ttt
