#include "app/workbench/lab_worker.h"

#include "app/workbench/text_bench.h"
#include "engine/lab.h"
#include "engine/records/cancelled.h"
#include "engine/ttt/theorem.h"
#include "views/lab_model.h"

#include <QElapsedTimer>

#include <algorithm>
#include <optional>
#include <utility>

namespace ttt {

namespace {

constexpr std::int64_t survey_items = 2048;                 // of a document are enough to score its heads
constexpr std::int64_t causality_chunks = 4;                // read behind the changed token
constexpr std::int64_t reconstruction = 2, lm_aligned = 3;  // taps of the theorem
constexpr qint64 progress_pause = 50;                       // ms between two words on the progress

}  // namespace

struct LabWorker::Bench : TextBench<Lab> {};

LabWorker::LabWorker(LabModel& lab, QObject* parent)
    : QObject(parent), lab_(lab), bench_(std::make_shared<Bench>()), runs_([bench = bench_] { bench->close(); })
{
    connect_writes();
    connect_model();
    connect(&lab_, &LabModel::theorem_wanted, this, [this](const TheoremSetup& setup) {
        const JobQueue::Job demonstrate = [this, setup](const std::stop_token&) -> JobQueue::Result {
            TheoremSetup other = setup;
            other.tap = setup.tap == reconstruction ? lm_aligned : reconstruction;
            return [this, result = demonstrate_theorem(setup), beside = demonstrate_theorem(other)] {
                lab_.set_theorem(result, beside);
            };
        };
        theorem_.add("theorem", demonstrate, [this](const QString& sentence) { lab_.set_problem(sentence); });
    });
}

LabWorker::~LabWorker() = default;

void LabWorker::open(const RunConfig& config, const std::vector<std::int32_t>& ids)
{
    close({});
    bench_->wanted = std::make_shared<const AskedText>(AskedText{config, ids});
}

void LabWorker::close(const QString& problem)
{
    runs_.clear();
    bench_->wanted.reset();
    const JobQueue::Job give_back = [bench = bench_](const std::stop_token&) {
        bench->close();
        return JobQueue::Result();
    };
    runs_.add("close", give_back, {});
    lab_.reset(problem);
}

void LabWorker::ask(const std::string& kind, Question question)
{
    if (!bench_->wanted)
        return;
    const JobQueue::Job job = [bench = bench_, text = bench_->wanted, question = std::move(question)](
                                  const std::stop_token& cancel) { return question(bench->engine_of(text), cancel); };
    runs_.add(kind, job, [this](const QString& sentence) { lab_.set_problem(sentence); });
}

/// On the worker's thread.
JobQueue::Result LabWorker::read(Lab& lab, const std::stop_token& cancel)
{
    const auto total = static_cast<std::int64_t>(bench_->open->ids.size());
    QElapsedTimer clock;
    clock.start();
    while (lab.step()) {
        if (cancel.stop_requested())
            throw Cancelled();
        if (clock.elapsed() < progress_pause)
            continue;
        clock.restart();
        runs_.tell([this, items = lab.items_read(), total] { lab_.set_reading(items, total); });
    }
    return [this] { lab_.set_ready(); };
}

void LabWorker::connect_writes()
{
    connect(&lab_, &LabModel::reading_wanted, this, [this] {
        lab_.set_reading(0, bench_->wanted ? static_cast<std::int64_t>(bench_->wanted->ids.size()) : 0);
        ask("reading", [this](Lab& lab, const std::stop_token& cancel) { return read(lab, cancel); });
    });
    connect(&lab_, &LabModel::trace_wanted, this, [this](std::int64_t item, std::int32_t token) {
        ask("trace", [this, item, token](Lab& lab, const std::stop_token&) -> JobQueue::Result {
            return [this, trace = lab.trace_logit(item, token)] { lab_.set_trace(trace); };
        });
    });
    connect(&lab_, &LabModel::chunk_wanted, this, [this](std::int64_t chunk) {
        ask("chunk", [this, chunk](Lab& lab, const std::stop_token&) -> JobQueue::Result {
            return [this, trace = lab.trace_chunk(chunk)] { lab_.set_chunk(trace); };
        });
    });
    connect(&lab_, &LabModel::patterns_wanted, this, [this](const std::vector<std::int64_t>& items) {
        ask("patterns", [this, items](Lab& lab, const std::stop_token& cancel) -> JobQueue::Result {
            return [this, trace = lab.trace_patterns(items, cancel)] { lab_.set_patterns(trace); };
        });
    });
}

void LabWorker::connect_model()
{
    connect(&lab_, &LabModel::heads_wanted, this, [this] {
        ask("heads", [this](Lab& lab, const std::stop_token& cancel) -> JobQueue::Result {
            return [this, survey = lab.survey_heads(survey_items, cancel)] { lab_.set_heads(survey); };
        });
    });
    connect(&lab_, &LabModel::attention_wanted, this,
            [this](std::int32_t layer, std::int32_t head, std::int64_t begin, std::int64_t end) {
                ask("attention", [=, this](Lab& lab, const std::stop_token& cancel) -> JobQueue::Result {
                    return [this, pattern = lab.attention(layer, head, begin, end, cancel)] {
                        lab_.set_attention(pattern);
                    };
                });
            });
    connect(&lab_, &LabModel::causality_wanted, this, [this](std::int64_t item) {
        if (!bench_->wanted)
            return;
        const AskedText& text = *bench_->wanted;
        const auto last = static_cast<std::int64_t>(text.ids.size());
        const std::int64_t end = std::min(last, (item / text.config.chunk + causality_chunks) * text.config.chunk);
        ask("causality", [this, item, end](Lab& lab, const std::stop_token& cancel) -> JobQueue::Result {
            return [this, check = lab.check_causality(item, end, cancel)] { lab_.set_causality(check); };
        });
    });
}

}  // namespace ttt
