// Runs go into a session file and come out as they were, also while they are written.
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <filesystem>

using namespace ttt;

namespace {

const std::string first_id = "0b5c9a6e-0001-4000-8000-000000000001";
const std::string second_id = "0b5c9a6e-0002-4000-8000-000000000002";

RunHeader second_header()
{
    RunHeader header = sample::header(second_id);
    header.started_unix_ms += 1000;
    return header;
}

}  // namespace

class TestSessionLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everything_comes_back()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        const SessionReader reader(folder.path());
        QCOMPARE(reader.runs().size(), 1u);
        QVERIFY(sample::same(reader.runs()[0].header, sample::header()));
        QVERIFY(sample::same(reader.runs()[0].summary, sample::summary()));
        QVERIFY(sample::same(reader.header(first_id), sample::header()));
        QVERIFY(sample::same(reader.document(first_id), sample::document(12)));
        const auto steps = reader.steps(first_id, 0, 100);
        QCOMPARE(steps.size(), 3u);
        for (int i = 0; i < 3; ++i)
            QVERIFY(sample::same(steps[static_cast<std::size_t>(i)], sample::step(i)));
        reader.check();
    }

    void comparison_is_no_yes_man()
    {
        StepRecord other = sample::step(0);
        other.columns[1].values[3] += 1;
        QVERIFY(!sample::same(other, sample::step(0)));
        other = sample::step(0);
        other.metrics[2].value = 0;  // was NaN
        QVERIFY(!sample::same(other, sample::step(0)));
    }

    void steps_come_in_ranges_and_pages()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 200);
        const SessionReader reader(folder.path());
        const auto middle = reader.steps(first_id, 150, 10);
        QCOMPARE(middle.size(), 10u);
        QVERIFY(sample::same(middle.front(), sample::step(150)));
        QCOMPARE(reader.steps(first_id, 199, 9'000'000'000'000'000'000).size(), 1u);
        QCOMPARE(reader.steps(first_id, -5, 2).size(), 2u);
        QCOMPARE(reader.steps(first_id, 10, -1).size(), 0u);
        std::int64_t next = 0;
        reader.for_each_step(first_id, [&next](const StepRecord& step) {
            QCOMPARE(step.index, next);
            QVERIFY(sample::same(step, sample::step(next)));
            ++next;
        });
        QCOMPARE(next, 200);
    }

    void series_of_one_metric()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        const SessionReader reader(folder.path());
        const auto series = reader.metric_series(first_id, Metric::perplexity_adapted, -1);
        const std::vector<std::pair<std::int64_t, double>> expected{{0, 12.5}, {1, 13.5}, {2, 14.5}};
        QCOMPARE(series, expected);
        QVERIFY(std::isnan(reader.metric_series(first_id, Metric::drift_relative, 1).at(1).second));
        QVERIFY(reader.metric_series(first_id, Metric::drift_relative, 2).empty());
    }

    void finished_session_is_one_file()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        QVERIFY(!std::filesystem::exists(folder.path() + "-wal"));
        QVERIFY(!std::filesystem::exists(folder.path() + "-shm"));
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read);
        QCOMPARE(SessionReader(folder.path()).runs().size(), 1u);
        const std::string bytes = read_file(folder.path());
        QCOMPARE(bytes.substr(68, 4), std::string("TTTW"));
        QCOMPARE(bytes[18], '\1');  // 2 would be WAL (file format, offset 18)
    }

    void two_runs_share_their_document()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 50);
        const auto one = std::filesystem::file_size(folder.path());
        write_sample(folder.path(), 50, second_header());
        const SessionReader reader(folder.path());
        QCOMPARE(reader.runs().size(), 2u);
        QCOMPARE(reader.runs()[1].header.run_id, second_id);
        QCOMPARE(reader.steps(first_id, 0, 100).size(), 50u);
        QCOMPARE(reader.steps(second_id, 0, 100).size(), 50u);
        QVERIFY(std::filesystem::file_size(folder.path()) < 2 * one);
    }

    void same_text_with_other_tokens_is_another_document()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 3);
        DocumentRecord other = sample::document(12);
        other.token_ids[0] = 3;
        SessionWriter writer(folder.path());
        writer.begin(second_header(), other);
        writer.end(sample::summary());
        const SessionReader reader(folder.path());
        QCOMPARE(reader.document(first_id).token_ids[0], 1);
        QCOMPARE(reader.document(second_id).token_ids[0], 3);
    }

    void same_text_with_other_marks_is_another_document()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 3);
        DocumentRecord other = sample::document(12);
        other.marks.pop_back();
        DocumentRecord none = sample::document(12);
        none.marks.clear();
        SessionWriter writer(folder.path());
        for (const auto& [id, document] : {std::pair{second_id, other}, std::pair{std::string("third"), none},
                                           std::pair{std::string("fourth"), sample::document(12)}}) {
            writer.begin(sample::header(id), document);
            writer.end(sample::summary());
        }
        const SessionReader reader(folder.path());
        QCOMPARE(reader.document(first_id).marks.size(), 3u);
        QVERIFY(reader.document(second_id).marks == other.marks);
        QVERIFY(reader.document("third").marks.empty());
        QCOMPARE(reader.document("fourth").marks.size(), 3u);
        Database database(folder.path(), OpenMode::read_only);
        QCOMPARE(database.integer("SELECT count(*) FROM document"), 3);  // the fourth run shares the first one's
    }

    void steps_logged_together_share_rows()
    {
        const SessionFolder folder;
        std::vector<StepRecord> logged;
        for (int i = 0; i < 8; ++i)
            logged.push_back(sample::step(i));
        logged[2].events.clear();
        logged[5].metrics.erase(logged[5].metrics.begin());  // the others move up
        logged[6].columns.pop_back();
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header(), sample::document(32));
            writer.append(std::span(logged).first(7));
            writer.append(std::span(logged).subspan(7));
        }
        const SessionReader reader(folder.path());
        for (const std::int64_t first : {0, 3, 6})  // pages that begin inside of a row
            for (const StepRecord& step : reader.steps(first_id, first, 3))
                QVERIFY(sample::same(step, logged[static_cast<std::size_t>(step.index)]));
        QCOMPARE(reader.steps(first_id, 0, 100).size(), 8u);
        const auto series = reader.metric_series(first_id, Metric::drift_relative, 3);
        QCOMPARE(series.size(), 8u);
        QCOMPARE(series[7], (std::pair<std::int64_t, double>(7, 1.0 / 3)));
        Database database(folder.path(), OpenMode::read_only);
        // 6 metrics before, 5 in the step that lacks one, 6 behind it, and 6 of the second call.
        QCOMPARE(database.integer("SELECT count(*) FROM metric_series"), 6 + 5 + 6 + 6);
        QCOMPARE(database.integer("SELECT count(*) FROM column_series"), 5 + 5);
        QCOMPARE(database.integer("SELECT count(*) FROM event_series"), 2);
        QCOMPARE(database.integer("SELECT count(*) FROM metric"), 0);
    }

    void more_steps_than_a_row_holds()
    {
        const SessionFolder folder;
        std::vector<StepRecord> logged;
        for (int i = 0; i < 2100; ++i)
            logged.push_back(sample::step(i));
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header(), sample::document(8400));
            writer.append(logged);
        }
        std::size_t at = 0;
        SessionReader(folder.path()).for_each_step(first_id, [&](const StepRecord& step) {
            QVERIFY(sample::same(step, logged[at++]));
        });
        QCOMPARE(at, logged.size());
    }

    void a_list_of_documents_comes_back()
    {
        const SessionFolder folder;
        const DocumentListRecord list{sample::document(12), {{"one.txt", 0, false}, {"two.txt", 5, true}}};
        DocumentListRecord wrong = list;
        wrong.parts[1].begin = 12;
        {
            SessionWriter writer(folder.path());
            QCOMPARE(sentence_of([&] { writer.begin(sample::header(), wrong); }),
                     std::string("A list of documents can't be logged: a document begins at token 12 of 12."));
            writer.begin(sample::header(), list);
            writer.append(sample::step(0));
        }
        const SessionReader reader(folder.path());
        const auto read = std::get<DocumentListRecord>(reader.input(first_id));
        QVERIFY(sample::same(read.text, list.text));
        QVERIFY(read.parts == list.parts);
        QVERIFY(sample::same(reader.document(first_id), list.text));
        QCOMPARE(reader.steps(first_id, 0, 10).size(), 1u);
    }

    void steps_of_hundreds_of_rows()
    {
        const SessionFolder folder;
        StepRecord step = sample::step(0);
        for (std::int32_t layer = 10; layer < 400; ++layer)
            step.metrics.push_back({Metric::drift_norm, layer, 0.5 * layer});
        for (std::int64_t event = 0; event < 300; ++event)
            add_pattern(step, {3, 0, 0.25 * static_cast<double>(event), 0, 0});
        {
            RunHeader header = sample::header();
            header.layer_count = 400;
            SessionWriter writer(folder.path());
            writer.begin(header, sample::document(12));
            writer.append(step);
        }
        const std::vector<StepRecord> steps = SessionReader(folder.path()).steps(first_id, 0, 10);
        QCOMPARE(steps.size(), 1u);
        QVERIFY(sample::same(steps[0], step));
    }

    void reads_while_another_writes()
    {
        const SessionFolder folder;
        SessionWriter writer(folder.path());
        writer.begin(sample::header(), sample::document(12));
        const SessionReader reader(folder.path());
        QCOMPARE(reader.steps(first_id, 0, 10).size(), 0u);
        QCOMPARE(reader.find("").summary.state, RunState::running);
        for (int i = 0; i < 3; ++i) {
            writer.append(sample::step(i));
            QCOMPARE(reader.steps(first_id, 0, 10).size(), static_cast<std::size_t>(i + 1));
            QCOMPARE(reader.find("").summary.steps, i + 1);
        }
        writer.end(sample::summary());
        QCOMPARE(reader.find("").summary.state, RunState::finished);
    }

    void totals_grow_with_the_steps()
    {
        const SessionFolder folder;
        SessionWriter writer(folder.path());
        writer.begin(sample::header(), sample::document(12));
        writer.append(sample::step(0));
        writer.append(sample::step(1));
        const RunSummary totals = SessionReader(folder.path()).find("").summary;
        QCOMPARE(totals.items, 8);
        QCOMPARE(find_total(totals, Column::nll_frozen)->count, 7);  // the first token has no NLL
        QCOMPARE(totals.updates, 2);
        QCOMPARE(totals.seconds, 0.5);
        QVERIFY(std::abs(find_total(totals, Column::nll_frozen)->sum - (2.1 + 2.2 + 2.3 + 2.0 + 2.1 + 2.2 + 2.3)) <
                1e-5);
        QVERIFY(std::abs(find_total(totals, Column::nll_adapted)->sum - (1.1 + 1.2 + 1.3 + 1.0 + 1.1 + 1.2 + 1.3)) <
                1e-5);
    }

    void an_unfinished_run_is_interrupted()
    {
        const SessionFolder folder;
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header(), sample::document(12));
            writer.append(sample::step(0));
        }
        const RunInfo info = SessionReader(folder.path()).find("");
        QCOMPARE(info.summary.state, RunState::interrupted);
        QCOMPARE(info.summary.message, std::string("The program ended before the run did."));
        QCOMPARE(info.summary.steps, 1);
        QVERIFY(!std::filesystem::exists(folder.path() + "-wal"));
    }

    void runs_are_found_by_the_start_of_their_id()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 1, second_header());
        write_sample(folder.path(), 1);
        const SessionReader reader(folder.path());
        QCOMPARE(reader.find("").header.run_id, first_id);  // logged later, whatever the clock said
        QCOMPARE(reader.find("0b5c9a6e-0001").header.run_id, first_id);
        QCOMPARE(reader.find(second_id).header.run_id, second_id);
        const std::string file = "Session file \"" + folder.path() + "\" ";
        QCOMPARE(sentence_of([&] { reader.find("ff"); }), file + "holds no run whose id begins with \"ff\".");
        QCOMPARE(sentence_of([&] { reader.find("0b"); }),
                 file + "holds 2 runs whose ids begin with \"0b\": " + second_id + ", " + first_id + ".");
        QCOMPARE(sentence_of([&] { reader.steps("0b", 0, 1); }), file + "holds no run 0b.");
    }

    void records_that_do_not_hang_together_are_refused()
    {
        const SessionFolder folder;
        SessionWriter writer(folder.path());
        DocumentRecord document = sample::document(12);
        document.token_ids[3] = 6;
        QCOMPARE(sentence_of([&] { writer.begin(sample::header(), document); }),
                 std::string("Document \"bad\xff.txt\" can't be logged: token id 6 is not in its vocabulary of 6."));
        document = sample::document(12);
        document.marks[1].end = 2000;
        QCOMPARE(
            sentence_of([&] { writer.begin(sample::header(), document); }),
            std::string("Document \"bad\xff.txt\" can't be logged: a mark stands at bytes [1, 2000) of a text of 19."));
        writer.begin(sample::header(), sample::document(12));
        StepRecord step = sample::step(0);
        step.columns[1].values.pop_back();
        QCOMPARE(sentence_of([&] { writer.append(step); }),
                 std::string("Step 0 can't be logged: column top_ids_adapted has 19 values for 4 items."));
        writer.append(sample::step(0));  // the refused one left nothing behind
        writer.end(sample::summary());
        QCOMPARE(sentence_of([&] { writer.begin(sample::header(), sample::document(12)); }),
                 "Session file \"" + folder.path() + "\" already holds run " + first_id + ".");
        QCOMPARE(SessionReader(folder.path()).steps(first_id, 0, 9).size(), 1u);
    }
};

TTT_TEST(TestSessionLog)
#include "tst_session_log.moc"
