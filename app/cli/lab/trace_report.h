// What `ttt trace` found, as text and as JSON.
#pragma once

#include "engine/records/records.h"
#include "engine/records/trace.h"

#include <iosfwd>
#include <optional>

namespace ttt {

struct TraceReport {
    RunHeader header;
    DocumentRecord document;
    std::size_t top = 0;  // rows of a list
    std::optional<LogitTrace> logit;
    std::optional<ChunkTrace> chunk;
};

void print_trace(std::ostream& out, const TraceReport& report);

/// One JSON object.
void print_trace_json(std::ostream& out, const TraceReport& report);

}  // namespace ttt
