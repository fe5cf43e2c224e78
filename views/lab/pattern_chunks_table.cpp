// The numbers of the map of patterns and chunks as a table.
#include "views/lab/pattern_chunks_view.h"
#include "views/lab_model.h"
#include "views/run_model.h"

#include <cmath>

namespace ttt {

ViewTable PatternChunksView::table() const
{
    if (!lab_.patterns())
        return {};
    const PatternTrace& trace = *lab_.patterns();
    ViewTable table{{tr("token"), tr("A"), tr("B"), tr("predicted"), tr("measured")}, {}};
    for (std::int64_t chunk = 0; chunk < trace.chunks; ++chunk)
        table.header += tr("chunk %1").arg(chunk);
    const auto number = [](float value) {
        return std::isnan(value) ? QString() : QString::number(static_cast<double>(value), 'g', 7);
    };
    for (std::size_t row = 0; row < trace.items.size(); ++row) {
        const std::int64_t item = trace.items[row];
        auto& cells = table.rows.emplace_back(std::vector<QString>{QString::number(item), run_.token_text(item - 1),
                                                                   run_.token_text(item), number(trace.predicted[row]),
                                                                   number(trace.measured[row])});
        for (std::int64_t chunk = 0; chunk < trace.chunks; ++chunk)
            cells.push_back(
                number(trace.terms[row * static_cast<std::size_t>(trace.chunks) + static_cast<std::size_t>(chunk)]));
    }
    return table;
}

}  // namespace ttt
