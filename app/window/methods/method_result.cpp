#include "app/window/methods/method_result.h"

#include "app/shift_totals.h"
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

/// An image of a stream is what it is by what was done to it, too.
void take_images(const RunModel& run, ShownMethod& method)
{
    constexpr std::int64_t more_than_shifts = 4096;
    const auto* set = std::get_if<ImageSetRecord>(&run.input());
    const auto images = run.column(Column::image), shifts = run.column(Column::shift);
    method.result.shifts = copied(shifts);
    for (std::size_t at = 0; at < std::min(images.size(), shifts.size()); ++at)
        method.items.push_back(static_cast<std::int64_t>(images[at]) * more_than_shifts +
                               static_cast<std::int64_t>(shifts[at]));
    if (!set)
        return;
    method.input = set->hash + " " + std::to_string(run.header().config.seed);
    for (const ShiftRecord& shift : set->shifts) {
        method.result.shift_names.push_back(name_of(shift));
        method.input += " " + method.result.shift_names.back();
    }
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
    const Quantity measured = header.kind == images_kind ? Quantity::error : Quantity::nll;
    const auto column = [&](Arm arm) { return copied(run.column(*column_of(measured, arm))); };
    result.nll = column(is_frozen ? Arm::frozen : Arm::adapted);
    result.chunk = items_per_step(header);
    result.seconds = std::max(0.0, summary.seconds - probe_seconds(run));
    if (const auto memory = run.metric(Metric::peak_memory_mib); !memory.empty())
        result.peak_memory_mib = memory.back();
    if (summary.state != RunState::finished)
        result.problem = summary.message.empty() ? "It did not read to the end." : summary.message;
    method.frozen = column(Arm::frozen);
    const std::vector<std::int32_t>& tokens = run.document().token_ids;
    method.items.assign(tokens.begin(), tokens.end());
    if (header.kind == images_kind)
        take_images(run, method);
    return method;
}

bool same_items(const ShownMethod& a, const ShownMethod& b)
{
    const auto count = static_cast<std::ptrdiff_t>(std::min(a.items.size(), b.items.size()));
    return a.input == b.input && std::equal(a.items.begin(), a.items.begin() + count, b.items.begin());
}

}  // namespace ttt
