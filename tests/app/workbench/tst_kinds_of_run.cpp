// A made-up second kind of run, all of it in this file: throws of a coin. It runs, is logged, replayed, compared,
// exported and verified by what documents are.
#include "app/record_run.h"
#include "app/verify.h"
#include "app/workbench/replay_source.h"
#include "app/workbench/run_entries.h"
#include "engine/records/compare.h"
#include "engine/runner.h"
#include "sessions/edit.h"
#include "sessions/export.h"
#include "sessions/session_reader.h"
#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <sstream>

using namespace ttt;

namespace {

constexpr auto face = static_cast<Column>(1001);  // 1: heads
constexpr auto heads = static_cast<Metric>(1001);
constexpr auto streak = static_cast<EventKind>(1001);
constexpr std::int64_t throws = 10, at_once = 4;

/// Throws a coin, four times a step; remembers the length of the streak that a throw ends.
class CoinRun : public RunBody {
public:
    explicit CoinRun(std::uint64_t seed) : state_(seed)
    {
        header_.run_id = "c0140000-0000-4000-8000-00000000000" + std::to_string(seed % 10);
        header_.kind = "coin";
        header_.input_hash = "seed " + std::to_string(seed);
        header_.item_count = throws;
        header_.step_items = at_once;
        header_.step_count = 3;
        header_.device_name = "a hand";
        header_.dictionary.columns = {{1001, "face", "face of the coin", "", 1}};
        header_.dictionary.metrics = {{1001, "heads", "heads so far", "", 1}};
        header_.dictionary.events = {{1001, "streak", "a streak ends", "end,begin", "length"}};
    }

    const RunHeader& header() const override { return header_; }
    const RunInput& input() const override { return input_; }

    std::optional<StepRecord> step() override
    {
        if (summary_.items == throws) {
            summary_.state = RunState::finished;
            return std::nullopt;
        }
        StepRecord step{.index = summary_.steps++,
                        .begin = summary_.items,
                        .end = 0,
                        .metrics = {},
                        .columns = {},
                        .events = {},
                        .fast_hash = {}};
        step.end = summary_.items = std::min(step.begin + at_once, throws);
        step.columns.push_back({face, {}});
        for (std::int64_t item = step.begin; item < step.end; ++item)
            throw_coin(step, item);
        step.metrics.push_back({heads, -1, summary_.totals[0].sum});
        step.metrics.push_back({Metric::forward_ms, -1, static_cast<double>(++clock)});
        return step;
    }

    RunSummary summary() const override { return summary_; }

private:
    void throw_coin(StepRecord& step, std::int64_t item)
    {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        const float side = static_cast<float>(state_ >> 63);
        if (item > 0 && side != last_) {
            EventRows& rows = rows_of(step, streak);
            rows.items.insert(rows.items.end(), {item, streak_begin_});
            rows.values.push_back(static_cast<double>(item - streak_begin_));
            streak_begin_ = item;
        }
        last_ = side;
        step.columns[0].values.push_back(side);
        summary_.totals[0].sum += side;
        ++summary_.totals[0].count;
    }

    static inline int clock = 0;  // what is never the same again

    RunHeader header_;
    RunInput input_ = NamedInput{"", "a coin"};
    RunSummary summary_{.state = RunState::running, .message = {}, .totals = {{face, 0, 0}}};
    std::uint64_t state_;
    std::int64_t streak_begin_ = 0;
    float last_ = 0;
};

Runner coin(std::uint64_t seed)
{
    return Runner(std::make_unique<CoinRun>(seed));
}

std::vector<StepRecord> records_of(Runner runner)
{
    std::vector<StepRecord> steps;
    while (auto step = runner.step())
        steps.push_back(std::move(*step));
    return steps;
}

}  // namespace

class KindsOfRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void it_is_logged_and_read();
    void it_is_replayed();
    void it_is_compared();
    void it_is_exported();
    void it_is_verified();
    void it_is_listed_and_copied();
    void an_interrupted_one_has_its_totals();
    void other_numbers_of_the_same_name_are_refused();

private:
    std::string path(const char* name = "coin.ttt") const
    {
        return (folder_->path() + QLatin1Char('/') + QLatin1String(name)).toStdString();
    }
    std::string log(std::uint64_t seed);

    std::unique_ptr<QTemporaryDir> folder_;
};

void KindsOfRunTest::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
}

std::string KindsOfRunTest::log(std::uint64_t seed)
{
    Runner runner = coin(seed);
    SessionLog log(path());
    std::int64_t shown = 0;
    const RunSummary summary = record_run(runner, log, {}, [&](const StepRecord& step) { shown = step.end; });
    if (summary.state != RunState::finished || shown != throws)
        throw Error("The coin fell off the table.");
    return runner.header().run_id;
}

void KindsOfRunTest::it_is_logged_and_read()
{
    const std::string id = log(3);
    const SessionReader reader(path());
    const RunHeader header = reader.header(id);
    QCOMPARE(header.kind, std::string("coin"));
    QCOMPARE(header.item_count, throws);
    QCOMPARE(items_per_step(header), at_once);
    QVERIFY(header.dictionary == coin(3).header().dictionary);
    QCOMPARE(std::get<NamedInput>(reader.input(id)).name, std::string("a coin"));
    EXPECT_ERROR("reads no text", reader.document(id));
    const std::vector<StepRecord> made = records_of(coin(3)), read = reader.steps(id, 0, 10);
    QCOMPARE(read.size(), 3U);
    for (std::size_t at = 0; at < read.size(); ++at)
        QVERIFY2(!first_difference(read[at], made[at]), first_difference(read[at], made[at]).value_or("").c_str());
    QVERIFY(std::ranges::any_of(made, [](const StepRecord& step) { return find_events(step, streak); }));
    reader.check();
}

void KindsOfRunTest::it_is_replayed()
{
    const std::string id = log(3);
    RunModel run;
    ReplaySource source(path(), id);
    connect(&source, &RecordSource::started, this, [&](const auto& start) { run.start(start->header, start->input); });
    connect(&source, &RecordSource::steps_ready, this, [&](const auto& batch) { run.append(*batch); });
    connect(&source, &RecordSource::ended, this, [&](const RunSummary& summary) { run.end(summary); });
    source.start();
    QTRY_COMPARE(run.summary().state, RunState::finished);
    QCOMPARE(run.item_count(), throws);
    QCOMPARE(run.items_of(2), (std::pair<std::int64_t, std::int64_t>(8, 10)));
    std::vector<float> faces;
    std::vector<double> lengths;
    for (const StepRecord& step : records_of(coin(3))) {
        faces.insert(faces.end(), step.columns[0].values.begin(), step.columns[0].values.end());
        if (const EventRows* rows = find_events(step, streak))
            lengths.insert(lengths.end(), rows->values.begin(), rows->values.end());
    }
    QVERIFY(std::ranges::equal(run.column(face), faces));
    QCOMPARE(run.metric(heads).size(), 3U);
    QVERIFY(run.events(streak)->values == lengths);
    QVERIFY(run.document().token_ids.empty() && run.patterns().empty());
}

void KindsOfRunTest::it_is_compared()
{
    const std::string one = log(3), other = log(4);
    const SessionReader reader(path());
    const RunSummary first = reader.find(one).summary, second = reader.find(other).summary;
    const auto mean = [](std::uint64_t seed) {
        double sum = 0;
        for (const StepRecord& step : records_of(coin(seed)))
            for (const float value : step.columns[0].values)
                sum += value;
        return sum / throws;
    };
    QCOMPARE(mean_of(first, face), mean(3));  // a mean as it is: only that of NLL is shown as perplexity
    QCOMPARE(mean_of(second, face), mean(4));
    QVERIFY(std::isnan(perplexity(first, Arm::adapted)));
    const auto difference = first_difference(reader.steps(one, 0, 1).at(0), reader.steps(other, 0, 1).at(0));
    QVERIFY2(difference && difference->starts_with("Step 0: "), difference.value_or("no difference").c_str());
}

void KindsOfRunTest::it_is_exported()
{
    const std::string id = log(3);
    const SessionReader reader(path());
    std::ostringstream items, metrics;
    export_items_csv(reader, id, items);
    export_metrics_csv(reader, id, metrics);
    const QStringList lines = QString::fromStdString(items.str()).split(u'\n', Qt::SkipEmptyParts);
    QCOMPARE(lines.size(), throws + 1);
    QVERIFY(lines[0].startsWith(QStringLiteral("index,nll_frozen,")) && lines[0].endsWith(QStringLiteral(",face")));
    QVERIFY(lines[1].startsWith(QStringLiteral("0,")));
    QVERIFY(lines[1].back() == u'0' || lines[1].back() == u'1');
    QVERIFY(metrics.str().find(id + ",2,-1,heads,") != std::string::npos);
}

void KindsOfRunTest::it_is_verified()
{
    const std::string id = log(3);
    const SessionReader reader(path());
    Runner again = coin(3), another = coin(4);
    const Verdict same = verify(reader, reader.find(id), again, {}, [](const StepRecord&) {});
    QVERIFY2(same.difference.empty() && same.steps == 3, same.difference.c_str());
    const Verdict different = verify(reader, reader.find(id), another, {}, [](const StepRecord&) {});
    QVERIFY(!different.difference.empty());
    EXPECT_ERROR("'coin'", verify(reader, reader.find(id), {}, [](const StepRecord&) {}));
}

void KindsOfRunTest::it_is_listed_and_copied()
{
    const std::string id = log(3);
    QCOMPARE(run_entries(path()).size(), 1U);
    QCOMPARE(run_entries(path())[0].steps_done, 3);
    copy_run(path(), id, path("copy.ttt"));
    set_name(path("copy.ttt"), id, "a coin");
    const SessionReader copy(path("copy.ttt"));
    QCOMPARE(copy.steps(id, 0, 10).size(), 3U);
    QVERIFY(copy.header(id).dictionary == coin(3).header().dictionary);
    delete_run(path("copy.ttt"), id);
    QVERIFY(SessionReader(path("copy.ttt")).runs().empty());
}

void KindsOfRunTest::an_interrupted_one_has_its_totals()
{
    const std::vector<StepRecord> steps = records_of(coin(3));
    {
        SessionWriter writer(path());
        writer.begin(coin(3).header(), coin(3).input());
        writer.append(std::span(steps).first(2));
    }
    const RunSummary summary = SessionReader(path()).find("").summary;
    QCOMPARE(summary.state, RunState::interrupted);
    QCOMPARE(summary.items, 8);
    QCOMPARE(find_total(summary, face)->count, 8);
    QCOMPARE(find_total(summary, face)->sum, steps[1].metrics[0].value);
}

void KindsOfRunTest::other_numbers_of_the_same_name_are_refused()
{
    log(3);
    RunHeader header = coin(4).header();
    header.dictionary.columns[0].key = "die";
    SessionWriter writer(path());
    EXPECT_ERROR("is \"face\", not \"die\"", writer.begin(header, coin(4).input()));
}

TTT_TEST(KindsOfRunTest)
#include "tst_kinds_of_run.moc"
