#include "app/cli/lab/token_text.h"
#include "app/cli/lab/trace_ranking.h"
#include "app/cli/lab/trace_report.h"
#include "app/cli/shared/perplexity_json.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

std::string raw_text(const DocumentRecord& document, std::int64_t item)
{
    const auto index = static_cast<std::size_t>(item);
    const std::int64_t begin = document.byte_offsets.at(index);
    return document.bytes.substr(static_cast<std::size_t>(begin),
                                 static_cast<std::size_t>(document.byte_offsets.at(index + 1) - begin));
}

Json item_json(const TraceReport& report, std::int64_t item, double term)
{
    return {{"item", item},
            {"chunk", item / report.header.config.chunk},
            {"text", raw_text(report.document, item)},
            {"term", term}};
}

/// Items `first` + index, in the order of `indices`.
template <class Terms>
Json items_json(const TraceReport& report, std::int64_t first, const Terms& terms,
                const std::vector<std::size_t>& indices)
{
    Json list = Json::array();
    for (const std::size_t index : indices)
        list.push_back(item_json(report, first + static_cast<std::int64_t>(index), static_cast<double>(terms[index])));
    return list;
}

Json logit_json(const TraceReport& report)
{
    const LogitTrace& trace = *report.logit;
    const auto token = static_cast<std::size_t>(trace.token);
    return {{"item", trace.item},
            {"item_text", raw_text(report.document, trace.item)},
            {"token", trace.token},
            {"token_text", token < report.document.vocabulary.size() ? report.document.vocabulary[token] : ""},
            {"frozen", trace.frozen},
            {"adapted", trace.frozen + trace.change},
            {"change", trace.change},
            {"direct", trace.direct},
            {"rescaled", trace.rescaled},
            {"indirect", trace.indirect},
            {"by_chunk", trace.by_chunk},
            {"teachers", items_json(report, 0, trace.by_token, largest_terms(trace.by_token, report.top))}};
}

Json chunk_json(const TraceReport& report)
{
    const ChunkTrace& trace = *report.chunk;
    const TermTotals totals = term_totals(trace.by_item);
    return {{"chunk", trace.chunk},
            {"begin", trace.chunk * report.header.config.chunk},
            {"end", (trace.chunk + 1) * report.header.config.chunk},
            {"first", trace.first},
            {"items", totals.count},
            {"raised", totals.raised},
            {"lowered", totals.lowered},
            {"mean", totals.mean},
            {"helped", items_json(report, trace.first, trace.by_item, highest_terms(trace.by_item, report.top))},
            {"hurt", items_json(report, trace.first, trace.by_item, lowest_terms(trace.by_item, report.top))}};
}

}  // namespace

void print_trace_json(std::ostream& out, const TraceReport& report)
{
    Json json{
        {"run", report.header.run_id}, {"document", report.document.name}, {"chunk_size", report.header.config.chunk}};
    if (report.logit)
        json["logit"] = logit_json(report);
    if (report.chunk)
        json["chunk"] = chunk_json(report);
    out << text_of(json) << '\n';
}

}  // namespace ttt
