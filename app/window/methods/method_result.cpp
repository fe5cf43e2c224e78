#include "app/window/methods/method_result.h"

#include "views/run_model.h"

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

std::vector<float> copied(std::span<const float> values)
{
    return {values.begin(), values.end()};
}

double probe_seconds(const RunModel& run)
{
    double sum = 0;  // ms
    for (const double value : run.metric(Metric::probe_ms))
        sum += std::isnan(value) ? 0 : value;
    return sum / 1e3;
}

}  // namespace

ShownMethod method_of(const RunModel& run)
{
    const RunHeader& header = run.header();
    const RunSummary& summary = run.summary();
    const bool is_frozen = header.config.arms == Arms::frozen;
    ShownMethod method;
    MethodResult& result = method.result;
    result.name = is_frozen ? std::string(frozen_name) : header.config.method;
    result.run_id = header.run_id;
    result.config = header.config;
    result.nll = copied(run.column(is_frozen ? Column::nll_frozen : Column::nll_adapted));
    result.chunk = header.config.chunk;
    result.seconds = std::max(0.0, summary.seconds - probe_seconds(run));
    if (const auto memory = run.metric(Metric::peak_memory_mib); !memory.empty())
        result.peak_memory_mib = memory.back();
    if (summary.state != RunState::finished)
        result.problem = summary.message.empty() ? "It did not read the whole document." : summary.message;
    method.frozen = copied(run.column(Column::nll_frozen));
    method.token_ids = run.document().token_ids;
    return method;
}

bool same_tokens(const ShownMethod& a, const ShownMethod& b)
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(a.token_ids.size(), b.token_ids.size()));
    return std::equal(a.token_ids.begin(), a.token_ids.begin() + count, b.token_ids.begin());
}

}  // namespace ttt
