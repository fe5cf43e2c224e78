#include "sample_stream.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace ttt::sample {

namespace {

constexpr std::array words{"Emma ",      "Woodhouse", ", ", "handsome", " and", " rich",      "\n",           "Mr", ".",
                           " Knightley", "\xFF\xC0",  "—",  " the",     " of",  " situation", " und Überfluß"};
constexpr float nan = std::numeric_limits<float>::quiet_NaN();

std::int32_t word_at(std::int64_t item)
{
    return static_cast<std::int32_t>((item * 7 + item / 50) % 16);
}

float wave(std::int64_t item)
{
    return static_cast<float>(1.5 * std::sin(0.7 * static_cast<double>(item)));
}

float nll(Column column, std::int64_t item, std::int64_t tokens)
{
    if (item == 0)
        return nan;
    const float gain = static_cast<float>(item) / static_cast<float>(tokens);
    if (column == Column::nll_twin)
        return 3.8F + wave(item);
    return 4.0F + wave(item) - (column == Column::nll_adapted ? gain : 0.0F);
}

float value(Column column, std::int64_t item, std::int32_t place, std::int64_t tokens)
{
    switch (column) {
    case Column::rank_frozen:
        return item == 0 ? nan : static_cast<float>(1 + item % 97);
    case Column::rank_adapted:
        return item == 0 ? nan : static_cast<float>(1 + item % 13);
    case Column::rank_twin:
        return item == 0 ? nan : static_cast<float>(1 + item % 53);
    case Column::top_ids_frozen:
        return static_cast<float>((item + place) % 16);
    case Column::top_ids_adapted:
        return static_cast<float>((word_at(item) + place) % 16);
    case Column::top_nll_frozen:
        return 1.5F + static_cast<float>(place);
    case Column::top_nll_adapted:
        return 0.5F + static_cast<float>(place);
    default:
        return nll(column, item, tokens);
    }
}

bool has(const StreamShape& shape, std::string_view key)
{
    return (shape.twin || !key.ends_with("_twin")) && (shape.frozen || !key.ends_with("_frozen")) &&
           (shape.guarded || !key.ends_with("_guarded"));
}

double step_value(const MetricInfo& info, std::int64_t index, double layer)
{
    const double progress = static_cast<double>(index);
    if (info.id == Metric::drift_relative)
        return (1 - std::exp(-progress / 4)) * (0.2 + 0.05 * layer);
    if (info.id == Metric::cosine_previous && index == 0)
        return std::numeric_limits<double>::quiet_NaN();
    return 1 + 0.1 * progress + layer;
}

double perplexity(const MetricInfo& info, std::int64_t index)
{
    const double start = info.key.ends_with("_adapted") ? 36 : info.key.ends_with("_twin") ? 41 : 45;
    return start + 20 * std::exp(-static_cast<double>(index) / 3);
}

void add_metrics(const StreamShape& shape, std::int64_t index, StepRecord& step)
{
    for (const MetricInfo& info : metric_table)
        if (info.per_layer)
            for (const std::int64_t layer : shape.fast_layers)
                step.metrics.push_back(
                    {info.id, static_cast<std::int32_t>(layer), step_value(info, index, static_cast<double>(layer))});
        else if (has(shape, info.key))
            step.metrics.push_back({info.id, -1,
                                    info.key.find("perplexity") != std::string_view::npos
                                        ? perplexity(info, index)
                                        : step_value(info, index, 0)});
}

}  // namespace

RunHeader stream_header(const StreamShape& shape)
{
    RunHeader header;
    header.run_id = "5a3c0000-0000-4000-8000-00000000" + std::to_string(1000 + shape.tokens % 9000);
    header.config.model = "/models/sample";
    header.config.twin = shape.twin ? "/models/twin" : "";
    header.config.document = "/documents/sample.txt";
    header.config.tokens = shape.tokens;
    header.config.chunk = shape.chunk;
    header.config.fast_layers = shape.fast_layers;
    header.config.inner_lr = {0.001};
    header.config.window = 64;
    header.config.arms = shape.frozen ? Arms::paired : Arms::adapted;
    header.model_hash = "xxh3:sample";
    header.input_hash = "xxh3:document";
    header.item_count = shape.tokens;
    header.step_count = (shape.tokens + shape.chunk - 1) / shape.chunk;
    header.layer_count = 4;
    header.parameter_count = 1'234'567;
    header.engine_version = "0.1.0";
    header.device_name = "CPU, 2 threads";
    header.started_unix_ms = 1'790'000'000'000;
    return header;
}

DocumentRecord stream_document(const StreamShape& shape)
{
    DocumentRecord document;
    document.hash = "xxh3:document";
    document.name = "sample.txt";
    document.vocabulary.assign(words.begin(), words.end());
    document.byte_offsets.push_back(0);
    for (std::int64_t item = 0; item < shape.tokens; ++item) {
        document.token_ids.push_back(word_at(item));
        document.bytes += words[static_cast<std::size_t>(word_at(item))];
        document.byte_offsets.push_back(static_cast<std::int64_t>(document.bytes.size()));
    }
    return document;
}

StepRecord stream_step(const StreamShape& shape, std::int64_t index)
{
    StepRecord step;
    step.index = index;
    step.begin = index * shape.chunk;
    step.end = std::min(step.begin + shape.chunk, shape.tokens);
    step.fast_hash = "xxh3:" + std::to_string(index);
    add_metrics(shape, index, step);
    for (const ColumnInfo& info : column_table) {
        if (!has(shape, info.key))
            continue;
        ItemColumn column{info.id, {}};
        for (std::int64_t item = step.begin; item < step.end; ++item)
            for (std::int32_t place = 0; place < info.width; ++place)
                column.values.push_back(value(info.id, item, place, shape.tokens));
        step.columns.push_back(std::move(column));
    }
    for (std::int64_t item = std::max<std::int64_t>(50, (step.begin + 49) / 50 * 50); item < step.end; item += 50)
        add_pattern(step, {item, item - 50, 0.01 * static_cast<double>(item % 400) - 0.5, 0.02, 0.3});
    return step;
}

StepBatch stream(const StreamShape& shape)
{
    StepBatch batch;
    for (std::int64_t index = 0; index * shape.chunk < shape.tokens; ++index)
        batch.push_back(stream_step(shape, index));
    return batch;
}

void name_own(RunHeader& header)
{
    header.engine_version = "ttt.py 0.1";
    header.config.method = "mine";
    header.dictionary.metrics = {{static_cast<std::int32_t>(own_loss), "loss", "loss of the step", "nats", 1},
                                 {static_cast<std::int32_t>(own_gate), "gate", "gate of the update", "", 1}};
}

void add_own(StepRecord& step)
{
    step.metrics.push_back({own_loss, -1, 0.5 * static_cast<double>(step.index)});
    step.metrics.push_back({own_gate, 2, 1 + 0.5 * static_cast<double>(step.index)});
}

void fill(RunModel& run, const StreamShape& shape, std::int64_t steps)
{
    run.start(stream_header(shape), stream_document(shape));
    StepBatch batch = stream(shape);
    if (steps >= 0)
        batch.resize(std::min(batch.size(), static_cast<std::size_t>(steps)));
    run.append(batch);
    if (steps >= 0)
        return;
    RunSummary summary;
    summary.state = RunState::finished;
    summary.items = shape.tokens;
    summary.steps = static_cast<std::int64_t>(batch.size());
    summary.updates = shape.tokens / shape.chunk;
    summary.seconds = 2.5;
    run.end(summary);
}

}  // namespace ttt::sample
