#include "app/cli/lab/trace_report.h"

#include "app/cli/lab/token_text.h"
#include "app/cli/lab/trace_ranking.h"
#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"

#include <cmath>
#include <numeric>
#include <ostream>

namespace ttt {

namespace {

constexpr int digits = 3;
// Bytes of text that are shown.
constexpr std::size_t before = 28;
constexpr std::size_t after = 14;
constexpr std::size_t of_chunk = 80;

/// "+1.250", "-0.003"; what shows no digit has no sign.
std::string change(double value)
{
    const std::string text = fixed(std::abs(value), digits);
    if (text.find_first_of("123456789") == std::string::npos)
        return text;
    return (value < 0 ? "-" : "+") + text;
}

std::string stretch(std::int64_t begin, std::int64_t end)
{
    return thousands(begin) + " – " + thousands(end - 1);
}

std::string quoted(const std::string& text)
{
    return '"' + text + '"';
}

void print_run(std::ostream& out, const TraceReport& report)
{
    const RunHeader& header = report.header;
    print_field(out, "Run",
                short_id(header.run_id) + ", " + local_time(header.started_unix_ms) + ", " +
                    file_name(header.config.model) + " on " + report.document.name + ", " +
                    thousands(header.item_count) + " tokens in chunks of " + thousands(header.config.chunk));
}

std::string name_of(const DocumentRecord& document, std::int32_t token)
{
    const auto index = static_cast<std::size_t>(token);
    const bool named = index < document.vocabulary.size();
    return (named ? quoted(visible_text(document.vocabulary[index])) + ", id " : "id ") + std::to_string(token);
}

/// Chunks are few enough to be found by number: where the item stands belongs to every row.
std::vector<std::string> item_row(const TraceReport& report, std::int64_t item, double term)
{
    return {item_in_context(report.document, item, before, after), thousands(item),
            thousands(item / report.header.config.chunk), change(term)};
}

void print_place(std::ostream& out, const TraceReport& report)
{
    const LogitTrace& trace = *report.logit;
    const bool own = report.document.token_ids[static_cast<std::size_t>(trace.item)] == trace.token;
    const std::string place = item_in_context(report.document, trace.item, before, after);
    out << "Place     token " << thousands(trace.item) << ": "
        << place.substr(std::min(place.find_first_not_of(' '), place.size())) << "\nLogit     of "
        << name_of(report.document, trace.token) << (own ? ", which stands there" : "") << ": "
        << fixed(trace.frozen, digits) << " frozen, " << fixed(trace.frozen + trace.change, digits) << " adapted\n\n";
}

void print_parts(std::ostream& out, const LogitTrace& trace)
{
    Table table({"Change of the logit", change(trace.change)});
    table.add_row({"  direct: what the updates add, the sum of all terms below", change(trace.direct)});
    table.add_row({"  rescaled: the frozen logit, with the norm of the adapted state", change(trace.rescaled)});
    table.add_row({"  indirect: what later layers make of the changed states", change(trace.indirect)});
    out << table;
}

/// What the rows do not show, so that the column adds up to the direct part.
double rest(const std::vector<double>& terms, const std::vector<std::size_t>& shown)
{
    double sum = std::accumulate(terms.begin(), terms.end(), 0.0);
    for (const std::size_t index : shown)
        sum -= terms[index];
    return sum;
}

void print_chunks(std::ostream& out, const TraceReport& report)
{
    const std::vector<double>& terms = report.logit->by_chunk;
    const std::int64_t chunk = report.header.config.chunk;
    const std::vector<std::size_t> shown = largest_terms(terms, report.top);
    Table table({"Chunks that taught it most", "tokens", "term"});
    for (const std::size_t index : shown) {
        const auto number = static_cast<std::int64_t>(index);
        table.add_row(
            {"chunk " + thousands(number), stretch(number * chunk, (number + 1) * chunk), change(terms[index])});
    }
    if (shown.size() < terms.size())
        table.add_row({"the " + thousands(static_cast<std::int64_t>(terms.size() - shown.size())) + " others", "",
                       change(rest(terms, shown))});
    out << '\n' << table;
}

void print_tokens(std::ostream& out, const TraceReport& report)
{
    const std::vector<double>& terms = report.logit->by_token;
    const std::vector<std::size_t> shown = largest_terms(terms, report.top);
    Table table({"Tokens [ ] that taught it most", "token", "chunk", "term"});
    for (const std::size_t index : shown)
        table.add_row(item_row(report, static_cast<std::int64_t>(index), terms[index]));
    if (shown.size() < terms.size())
        table.add_row({"the " + thousands(static_cast<std::int64_t>(terms.size() - shown.size())) + " others", "", "",
                       change(rest(terms, shown))});
    out << '\n' << table;
}

void print_logit(std::ostream& out, const TraceReport& report)
{
    print_place(out, report);
    if (report.logit->by_chunk.empty()) {
        out << "No chunk was finished before this place, so nothing was learned yet.\n";
        return;
    }
    print_parts(out, *report.logit);
    print_chunks(out, report);
    print_tokens(out, report);
}

void print_items(std::ostream& out, const TraceReport& report, const char* heading,
                 const std::vector<std::size_t>& shown)
{
    if (shown.empty())
        return;
    const ChunkTrace& trace = *report.chunk;
    Table table({heading, "token", "chunk", "term"});
    for (const std::size_t index : shown)
        table.add_row(item_row(report, trace.first + static_cast<std::int64_t>(index), trace.by_item[index]));
    out << '\n' << table;
}

void print_taught(std::ostream& out, const TraceReport& report)
{
    const ChunkTrace& trace = *report.chunk;
    const std::int64_t size = report.header.config.chunk;
    const std::int64_t begin = trace.chunk * size;
    out << "Chunk     " << thousands(trace.chunk) << ", tokens " << stretch(begin, begin + size) << ": "
        << quoted(stretch_text(report.document, begin, begin + size, of_chunk)) << '\n';
    if (trace.by_item.empty()) {
        out << "No token was predicted behind this chunk, so what it wrote was not used.\n";
        return;
    }
    const TermTotals totals = term_totals(trace.by_item);
    out << "Taught    " << thousands(totals.count) << " tokens behind it, directly: raised the logits of "
        << thousands(totals.raised) << ", lowered those of " << thousands(totals.lowered) << ", " << change(totals.mean)
        << " on average\n";
    print_items(out, report, "Tokens [ ] that it helped most", highest_terms(trace.by_item, report.top));
    print_items(out, report, "Tokens [ ] that it hurt most", lowest_terms(trace.by_item, report.top));
}

}  // namespace

void print_trace(std::ostream& out, const TraceReport& report)
{
    print_run(out, report);
    if (report.logit)
        print_logit(out, report);
    if (report.logit && report.chunk)
        out << '\n';
    if (report.chunk)
        print_taught(out, report);
}

}  // namespace ttt
