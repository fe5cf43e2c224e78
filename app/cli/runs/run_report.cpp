#include "app/cli/runs/run_report.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/range_table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/records/settings/setting_words.h"
#include "sessions/session_reader.h"

#include <algorithm>
#include <ostream>
#include <sstream>

namespace ttt {

namespace {

void print_header(std::ostream& out, const RunReport& report)
{
    const RunHeader& header = report.header;
    const RunConfig& config = header.config;
    print_field(out, "Run",
                header.run_id + ", " + local_time(header.started_unix_ms) + ", " + state_name(report.summary.state));
    print_field(out, "Model", config.model + ", " + thousands(header.parameter_count) + " parameters");
    if (!config.twin.empty())
        print_field(out, "Twin", config.twin);
    print_field(out, "Document",
                config.document + ", " + thousands(header.item_count) + " tokens in chunks of " +
                    thousands(config.chunk));
    if (config.start_token)
        print_field(out, "Start",
                    *config.start_token ? "the tokenizer's start token stands first" : "without a start token");
    if (!config.encoding.empty())
        print_field(out, "Encoding", config.encoding + ", as it was asked for");
    print_field(out, "Learning", rule_words(config));
    print_field(out, "Device", header.device_name + ", " + config.dtype.text());
    for (const std::string& remark : header.remarks)
        print_field(out, "Remark", remark);
}

void print_totals(std::ostream& out, const RunSummary& summary)
{
    const double speed = summary.seconds > 0 ? static_cast<double>(summary.items) / summary.seconds : 0;
    out << thousands(summary.items) << " tokens, " << thousands(summary.steps) << " chunks, "
        << thousands(summary.updates) << " updates in " << fixed(summary.seconds, 1) << " s ("
        << thousands(static_cast<std::int64_t>(speed)) << " tokens/s)\n";
    if (!summary.message.empty())
        out << terminal_text(summary.message) << '\n';
}

}  // namespace

const char* state_name(RunState state)
{
    switch (state) {
    case RunState::running:
        return "running";
    case RunState::finished:
        return "finished";
    case RunState::cancelled:
        return "cancelled";
    case RunState::failed:
        return "failed";
    case RunState::interrupted:
        return "interrupted";
    case RunState::diverged:
        return "diverged";
    }
    return "unknown";
}

RunReport read_report(const SessionReader& reader, const RunInfo& run)
{
    RangeTotals totals;
    reader.for_each_step(run.header.run_id, [&totals](const StepRecord& step) { totals.add(step); });
    return {.session = reader.path(),
            .header = run.header,
            .summary = run.summary,
            .ranges = totals.ranges(),
            .all = totals.all()};
}

void print_report(std::ostream& out, const RunReport& report)
{
    const RunSummary& summary = report.summary;
    print_header(out, report);
    out << "\nPerplexity by position\n";
    RangeTable table;
    for (const RangePerplexity& range : report.ranges)
        table.add(range);
    table.add("all", report.all);
    out << table << '\n';
    print_totals(out, summary);
    if (!report.session.empty())
        print_field(out, "Session", report.session);
}

}  // namespace ttt
