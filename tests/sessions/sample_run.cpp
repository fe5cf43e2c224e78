#include "tests/sessions/sample_run.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt::sample {

namespace {

constexpr float no_value = std::numeric_limits<float>::quiet_NaN();

template <class Real>
bool equal(Real a, Real b)
{
    return a == b || (std::isnan(a) && std::isnan(b));
}

bool equal(const MetricValue& a, const MetricValue& b)
{
    return a.metric == b.metric && a.layer == b.layer && equal(a.value, b.value);
}

bool equal(const ItemColumn& a, const ItemColumn& b)
{
    return a.column == b.column &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), equal<float>);
}

bool equal(const EventRows& a, const EventRows& b)
{
    return a.kind == b.kind && a.items == b.items &&
           std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(), equal<double>);
}

bool equal(const Total& a, const Total& b)
{
    return a.column == b.column && a.count == b.count && equal(a.sum, b.sum);
}

template <class Element>
bool all_equal(const std::vector<Element>& a, const std::vector<Element>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Element& left, const Element& right) { return equal(left, right); });
}

ItemColumn column(Column id, std::int32_t width, float base)
{
    ItemColumn result{id, {}};
    for (int i = 0; i < 4 * width; ++i)
        result.values.push_back(base + 0.1f * static_cast<float>(i));
    return result;
}

}  // namespace

RunHeader header(const std::string& run_id)
{
    RunHeader header;
    header.run_id = run_id;
    header.config.model = "models/sm\xc3\xa5ll";
    header.config.document = "books/bad\xff.txt";  // a path may be any bytes
    header.config.chunk = 4;
    header.config.fast_layers = {1, 3};
    header.config.inner_lr = {0.1, 1.0 / 3};
    header.config.relative_cap = 0.5;
    header.config.window = 0;
    header.config.seed = std::numeric_limits<std::uint64_t>::max();
    header.model_hash = "xxh3:00112233445566778899aabbccddeeff";
    header.twin_hash = "xxh3:ffeeddccbbaa99887766554433221100";
    header.input_hash = "xxh3:0123456789abcdef0123456789abcdef";
    header.item_count = 10;
    header.step_count = 3;
    header.layer_count = 6;
    header.parameter_count = 13'700'000;
    header.engine_version = "0.1.0";
    header.device_name = "CPU, 2 threads";
    header.started_unix_ms = 1'790'000'000'123;
    header.remarks = {"Two tensors of the model were not used.", "über\nzwei Zeilen"};
    return header;
}

DocumentRecord document(std::int64_t tokens)
{
    DocumentRecord document;
    document.hash = "xxh3:0123456789abcdef0123456789abcdef";
    document.name = "bad\xff.txt";
    document.vocabulary = {"", "a", std::string("\0z", 2), "\xff", " ,\"", "\n"};
    document.byte_offsets.push_back(0);
    for (std::int64_t t = 0; t < tokens; ++t) {
        const auto id = static_cast<std::int32_t>(1 + t % 5);
        document.token_ids.push_back(id);
        document.bytes += document.vocabulary[static_cast<std::size_t>(id)];
        document.byte_offsets.push_back(static_cast<std::int64_t>(document.bytes.size()));
    }
    document.marks = {{0, 2, 0, 0, false}, {1, 3, 1, 0, false}, {2, 4, 0, 1, true}};  // they may overlap
    return document;
}

StepRecord step(std::int64_t index)
{
    StepRecord step;
    step.index = index;
    step.begin = 4 * index;
    step.end = step.begin + 4;
    step.fast_hash = index % 2 == 0 ? "xxh3:abc" + std::to_string(index) : "";
    step.metrics = {{Metric::perplexity_adapted, -1, 12.5 + static_cast<double>(index)},
                    {Metric::drift_relative, 3, 1.0 / 3},
                    {Metric::drift_relative, 1, std::numeric_limits<double>::quiet_NaN()},
                    {Metric::key_tail_max, 1, std::numeric_limits<double>::infinity()},
                    {Metric::updates, -1, static_cast<double>(index + 1)},
                    {Metric::forward_ms, -1, 250}};
    step.columns = {column(Column::nll_frozen, 1, 2), column(Column::top_ids_adapted, top_k, 100),
                    column(Column::nll_adapted, 1, 1), column(Column::rank_adapted, 1, 0),
                    column(Column::induction, 1, 0)};
    step.columns[3].values = {0, 7, 100'000, no_value};
    step.columns[4].values = {3, 0, 1, 0};
    if (index == 0)  // nothing predicts the first token
        step.columns[0].values[0] = step.columns[2].values[0] = step.columns[4].values[0] = no_value;
    add_pattern(step, {step.begin + 2, step.begin, 1.5, -0.25, 0.125});
    add_pattern(step, {step.begin + 1, step.begin, std::numeric_limits<double>::quiet_NaN(), 0, 1e-300});
    return step;
}

RunSummary summary()
{
    RunSummary summary;
    summary.state = RunState::finished;
    summary.message = "Done — all of it.";
    summary.items = 12;
    summary.steps = 3;
    summary.updates = 2;
    summary.seconds = 0.1 + 0.2;
    summary.totals = {{Column::nll_frozen, 31.7, 11},
                      {Column::nll_adapted, 29.1, 11},
                      {Column::nll_twin, std::numeric_limits<double>::quiet_NaN(), 11}};
    return summary;
}

bool same(const RunHeader& a, const RunHeader& b)
{
    return a.run_id == b.run_id && a.config == b.config && a.model_hash == b.model_hash && a.twin_hash == b.twin_hash &&
           a.kind == b.kind && a.input_hash == b.input_hash && a.item_count == b.item_count &&
           a.step_count == b.step_count && a.layer_count == b.layer_count && a.parameter_count == b.parameter_count &&
           a.engine_version == b.engine_version && a.device_name == b.device_name &&
           a.started_unix_ms == b.started_unix_ms && a.remarks == b.remarks && a.dictionary == b.dictionary;
}

bool same(const DocumentRecord& a, const DocumentRecord& b)
{
    return a.hash == b.hash && a.name == b.name && a.bytes == b.bytes && a.token_ids == b.token_ids &&
           a.byte_offsets == b.byte_offsets && a.vocabulary == b.vocabulary && a.marks == b.marks;
}

bool same(const StepRecord& a, const StepRecord& b)
{
    return a.index == b.index && a.begin == b.begin && a.end == b.end && a.fast_hash == b.fast_hash &&
           all_equal(a.metrics, b.metrics) && all_equal(a.columns, b.columns) && all_equal(a.events, b.events);
}

bool same(const RunSummary& a, const RunSummary& b)
{
    return a.state == b.state && a.message == b.message && a.items == b.items && a.steps == b.steps &&
           a.updates == b.updates && equal(a.seconds, b.seconds) && all_equal(a.totals, b.totals);
}

}  // namespace ttt::sample
