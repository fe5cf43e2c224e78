#include "app/cli/runs/run_report.h"

#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/range_table.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/records/settings/setting_words.h"
#include "sessions/session_reader.h"

#include <algorithm>
#include <map>
#include <ostream>
#include <sstream>
#include <variant>

namespace ttt {

namespace {

std::string chunks_words(const RunHeader& header, const char* items, const char* chunks)
{
    const std::int64_t size = items_per_step(header);
    return ", " + thousands(header.item_count) + " " + items +
           (size > 0 ? std::string(" in ") + chunks + " of " + thousands(size) : "");
}

void print_input(std::ostream& out, const RunReport& report)
{
    const RunHeader& header = report.header;
    if (header.kind == document_kind)
        print_field(out, "Document", header.config.document + chunks_words(header, "tokens", "chunks"));
    else if (header.kind == images_kind)
        print_field(out, "Images", report.input_name + chunks_words(header, "images", "batches"));
    else
        print_field(out, "Input", report.input_name + chunks_words(header, "items", "steps"));
}

/// "fog:5,contrast:5, reset-each"
void print_stream(std::ostream& out, const RunConfig& config)
{
    print_field(out, "Stream", config.stream + ", " + config.order);
}

std::string learning_words(const RunReport& report)
{
    const std::string rule = rule_words(report.header.config);
    return report.own_settings.empty() ? rule
                                       : rule.substr(0, rule.size() - 1) + ": " + words_of(report.own_settings) + ".";
}

void print_header(std::ostream& out, const RunReport& report)
{
    const RunHeader& header = report.header;
    const RunConfig& config = header.config;
    const bool is_foreign = is_of_another_program(header);
    print_field(out, "Run",
                header.run_id + ", " + local_time(header.started_unix_ms) + ", " + state_name(report.summary.state));
    if (!is_foreign || !config.model.empty())
        print_field(out, "Model", config.model + ", " + thousands(header.parameter_count) + " parameters");
    if (!config.twin.empty())
        print_field(out, "Twin", config.twin);
    print_input(out, report);
    if (header.kind == images_kind && !is_foreign)
        print_stream(out, config);
    if (config.start_token && !is_foreign)
        print_field(out, "Start",
                    *config.start_token ? "the tokenizer's start token stands first" : "without a start token");
    if (!config.encoding.empty())
        print_field(out, "Encoding", config.encoding + ", as it was asked for");
    print_field(out, "Learning", learning_words(report));
    if (is_foreign)
        print_field(out, "Program", header.engine_version);
    print_field(out, "Device", is_foreign ? header.device_name : header.device_name + ", " + config.dtype.text());
    for (const std::string& remark : header.remarks)
        print_field(out, "Remark", remark);
}

bool has_perplexity(const RunReport& report)
{
    return report.all.frozen || report.all.adapted || report.all.twin;
}

/// Of the metrics and columns that only the run's own dictionary names.
class OwnNumbers {
public:
    explicit OwnNumbers(const RunDictionary& dictionary) : dictionary_(dictionary) {}

    void add(const StepRecord& step)
    {
        for (const MetricValue& metric : step.metrics)
            if (metric.layer < 0)
                last_[static_cast<std::int32_t>(metric.metric)] = metric.value;
    }

    std::vector<std::pair<std::string, double>> list(const RunSummary& summary) const
    {
        std::vector<std::pair<std::string, double>> numbers;
        const auto named = [](const DictionaryEntry& entry) {
            return entry.unit.empty() ? entry.label : entry.label + ", " + entry.unit;
        };
        for (const DictionaryEntry& metric : dictionary_.metrics)
            if (const auto found = last_.find(metric.id); found != last_.end())
                numbers.emplace_back(named(metric) + " (last)", found->second);
        for (const DictionaryEntry& column : dictionary_.columns)
            if (const auto id = static_cast<Column>(column.id); find_total(summary, id))
                numbers.emplace_back(named(column) + " (mean)", mean_of(summary, id));
        return numbers;
    }

private:
    const RunDictionary& dictionary_;
    std::map<std::int32_t, double> last_;
};

void print_ranges(std::ostream& out, const RunReport& report)
{
    out << "Perplexity by position\n";
    RangeTable table("positions", report.all.guarded.has_value());
    for (const RangePerplexity& range : report.ranges)
        table.add(range);
    table.add("all", report.all);
    out << table << '\n';
}

void print_own_numbers(std::ostream& out, const RunReport& report)
{
    if (report.own_numbers.empty())
        return;
    out << "Numbers of its own\n";
    Table table({"number", "value"});
    for (const auto& [label, value] : report.own_numbers)
        table.add_row({label, fixed(value, 4)});
    out << table << '\n';
}

void print_totals(std::ostream& out, const RunReport& report)
{
    const RunSummary& summary = report.summary;
    const bool is_text = report.header.kind == document_kind;
    const std::string items = is_text                             ? " tokens"
                              : report.header.kind == images_kind ? " images"
                                                                  : " items",
                      steps = is_text ? " chunks, " : " steps, ";
    const double speed = summary.seconds > 0 ? static_cast<double>(summary.items) / summary.seconds : 0;
    out << thousands(summary.items) << items << ", " << thousands(summary.steps) << steps << thousands(summary.updates)
        << " updates in " << fixed(summary.seconds, 1) << " s (" << thousands(static_cast<std::int64_t>(speed)) << items
        << "/s)\n";
    if (!summary.message.empty())
        out << terminal_text(summary.message) << '\n';
}

}  // namespace

std::string name_of(const RunInput& input)
{
    if (const auto* images = std::get_if<ImageSetRecord>(&input))
        return images->name;
    const auto* named = std::get_if<NamedInput>(&input);
    return named ? named->name : std::string();
}

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
    const std::string& id = run.header.run_id;
    const RunDictionary own = reader.header(id).dictionary;
    RangeTotals totals;
    ShiftTotals shifts;
    OwnNumbers numbers(own);
    reader.for_each_step(id, [&](const StepRecord& step) {
        totals.add(step);
        shifts.add(step);
        numbers.add(step);
    });
    const RunInput input = reader.input(id);
    return {.session = reader.path(),
            .header = run.header,
            .summary = run.summary,
            .ranges = totals.ranges(),
            .all = totals.all(),
            .shifts = shifts.list(input),
            .input_name = name_of(input),
            .own_settings = run.own_settings,
            .own_numbers = numbers.list(run.summary)};
}

void print_report(std::ostream& out, const RunReport& report)
{
    print_header(out, report);
    out << '\n';
    if (!report.shifts.empty())
        print_shifts(out, report.shifts, report.summary);
    else if (has_perplexity(report) || !is_of_another_program(report.header))
        print_ranges(out, report);
    print_own_numbers(out, report);
    print_totals(out, report);
    if (!report.session.empty())
        print_field(out, "Session", report.session);
}

}  // namespace ttt
