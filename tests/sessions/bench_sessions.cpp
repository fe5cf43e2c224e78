// Cost of logging and reading. `bench_sessions FILE [STEPS]`: steps of 128 items, 8 columns of width 1, 80 metrics.
#include "sessions/session_reader.h"
#include "sessions/session_writer.h"
#include "tests/sessions/sample_run.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <string>

using namespace ttt;

namespace {

constexpr std::int64_t items = 128;

double milliseconds_since(std::chrono::steady_clock::time_point start)
{
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

template <class Call>
double time_of(Call&& call)
{
    const auto start = std::chrono::steady_clock::now();
    call();
    return milliseconds_since(start);
}

StepRecord step_of(std::int64_t index)
{
    StepRecord step;
    step.index = index;
    step.begin = index * items;
    step.end = step.begin + items;
    step.fast_hash = "xxh3:0123456789abcdef0123456789abcdef";
    for (std::int32_t layer = 0; layer < 4; ++layer)
        for (const MetricInfo& info : metric_table)
            if (info.per_layer)
                step.metrics.push_back({info.id, layer, 0.1 * static_cast<double>(index)});
    for (const MetricInfo& info : metric_table)
        if (!info.per_layer)
            step.metrics.push_back({info.id, -1, 0.1 * static_cast<double>(index)});
    for (const ColumnInfo& info : column_table)
        if (step.columns.size() < 8)
            step.columns.push_back({info.id, std::vector<float>(static_cast<std::size_t>(items * info.width), 1.5f)});
    return step;
}

}  // namespace

int main(int argc, char** argv)
{
    if (argc < 2)
        return 2;
    const std::string path = argv[1];
    const int steps = argc > 2 ? std::stoi(argv[2]) : 8192;
    std::vector<double> append_ms;
    double close_ms = 0;
    {
        auto writer = std::make_unique<SessionWriter>(path);
        RunHeader header = sample::header();
        header.run_id += "-" + std::to_string(std::chrono::system_clock::now().time_since_epoch().count());
        writer->begin(header, sample::document(steps * items));
        for (int i = 0; i < steps; ++i) {
            const StepRecord step = step_of(i);
            append_ms.push_back(time_of([&] { writer->append(step); }));
        }
        writer->end(sample::summary());
        close_ms = time_of([&] { writer.reset(); });
    }
    std::sort(append_ms.begin(), append_ms.end());
    const SessionReader reader(path);
    const std::string id = reader.find("").header.run_id;
    std::printf("%d steps, %.1f MB\n", steps, static_cast<double>(std::filesystem::file_size(path)) / 1e6);
    std::printf("append: median %.3f ms, p99 %.3f ms, max %.3f ms\n", append_ms[append_ms.size() / 2],
                append_ms[append_ms.size() * 99 / 100], append_ms.back());
    std::printf("close: %.1f ms\n", close_ms);
    std::printf("open: %.2f ms\n", time_of([&] { SessionReader again(path); }));
    std::printf("runs(): %.3f ms\n", time_of([&] { reader.runs(); }));
    std::printf("document(): %.1f ms\n", time_of([&] { reader.document(id); }));
    std::printf("metric_series(): %.1f ms\n",
                time_of([&] { reader.metric_series(id, Metric::perplexity_adapted, -1); }));
    std::printf("for_each_step(): %.1f ms\n", time_of([&] { reader.for_each_step(id, [](const StepRecord&) {}); }));
    std::printf("check(): %.1f ms\n", time_of([&] { reader.check(); }));
}
