// The provenance view's numbers as a table: every term, not the drawn ones.
#include "views/lab/provenance_view.h"
#include "views/lab_model.h"
#include "views/number_text.h"
#include "views/run_model.h"

namespace ttt {

namespace {

constexpr int digits = 7;  // as many as a float has

ViewTable trace_table(const RunModel& run, const LogitTrace& trace)
{
    ViewTable table{{ProvenanceView::tr("chunk"), ProvenanceView::tr("token"), ProvenanceView::tr("text"),
                     ProvenanceView::tr("term")},
                    {}};
    table.rows.reserve(trace.by_chunk.size() + trace.by_token.size());
    for (std::size_t chunk = 0; chunk < trace.by_chunk.size(); ++chunk)
        table.rows.push_back({QString::number(chunk),
                              {},
                              ProvenanceView::tr("whole chunk"),
                              QString::number(trace.by_chunk[chunk], 'g', digits)});
    for (std::size_t at = 0; at < trace.by_token.size(); ++at) {
        const auto item = static_cast<std::int64_t>(at);
        table.rows.push_back({QString::number(run.step_of(item)), QString::number(item), run.token_text(item),
                              QString::number(trace.by_token[at], 'g', digits)});
    }
    return table;
}

ViewTable taught_table(const RunModel& run, const ChunkTrace& trace)
{
    ViewTable table{{ProvenanceView::tr("teaching chunk"), ProvenanceView::tr("chunk"), ProvenanceView::tr("token"),
                     ProvenanceView::tr("text"), ProvenanceView::tr("term")},
                    {}};
    table.rows.reserve(trace.by_item.size());
    for (std::size_t at = 0; at < trace.by_item.size(); ++at) {
        const std::int64_t item = trace.first + static_cast<std::int64_t>(at);
        table.rows.push_back({QString::number(trace.chunk), QString::number(run.step_of(item)), QString::number(item),
                              run.token_text(item),
                              QString::number(static_cast<double>(trace.by_item[at]), 'g', digits)});
    }
    return table;
}

}  // namespace

ViewTable ProvenanceView::table() const
{
    if (!has_answer())
        return {};
    return actions_.mode() == ProvenanceMode::teachers ? trace_table(run_, *lab_.trace())
                                                       : taught_table(run_, *lab_.chunk());
}

}  // namespace ttt
