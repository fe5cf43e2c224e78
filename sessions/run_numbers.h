// All numbers of a logged run by their keys, as arrays: for whoever holds two runs against each other.
#pragma once

#include "sessions/session_reader.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace ttt {

/// Numbers of other programs differ from file to file; their keys do not.
struct RunNumbers {
    struct ColumnValues {
        std::int64_t width = 1;     // values per item
        std::vector<float> values;  // [items * width], NaN where there is none
    };

    RunHeader header;
    RunInput input;
    std::vector<std::int64_t> step_ends;  // [steps], items
    std::map<std::pair<std::string, std::int32_t>, std::vector<double>>
        metrics;  // by key and layer: [steps], NaN: none
    std::map<std::string, ColumnValues> columns;

    std::int64_t item_count() const { return step_ends.empty() ? 0 : step_ends.back(); }
};

/// Of the run with this id. Throws what the reader throws. Timings and memory, never the same again, are left out.
RunNumbers read_numbers(const SessionReader& reader, const std::string& run_id);

}  // namespace ttt
