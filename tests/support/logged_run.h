// A session file with made-up runs, as the window opens them; no engine.
#pragma once

#include "../views/sample_stream.h"
#include "sessions/session_writer.h"

#include <string>

namespace ttt::test {

/// `change` may set anything in the header before it is written. Returns the run's id.
template <class Change>
std::string log_run(const std::string& session, int number, const Change& change)
{
    const sample::StreamShape shape;
    RunHeader header = sample::stream_header(shape);
    header.run_id = "5a3c0000-0000-4000-8000-00000000" + std::to_string(1000 + number);
    change(header);
    SessionWriter writer(session);
    writer.begin(header, sample::stream_document(shape));
    for (const StepRecord& step : sample::stream(shape))
        writer.append(step);
    RunSummary summary;
    summary.state = RunState::finished;
    summary.items = shape.tokens;
    summary.steps = header.step_count;
    const std::int64_t predicted = shape.tokens - 1;
    summary.totals = {{Column::nll_frozen, 4.0 * static_cast<double>(predicted), predicted},
                      {Column::nll_adapted, 3.5 * static_cast<double>(predicted), predicted}};
    summary.seconds = 2;
    writer.end(summary);
    return header.run_id;
}

}  // namespace ttt::test
