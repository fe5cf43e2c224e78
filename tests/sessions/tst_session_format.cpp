// Files of formats 1 to 3, as the programs of their time wrote them: read as they are, brought up to date by the first
// writer.
#include "sessions/edit.h"
#include "sessions/lesson_answers.h"
#include "sessions/schema.h"
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

void write_format(int format, const std::string& path)
{
    write_file(path, "");
    Database database(path, OpenMode::read_write);
    const std::string file = TTT_TESTS_DIR "/sessions/format_" + std::to_string(format) + ".sql";
    database.execute(read_file(file).c_str());
}

std::string backup_of(const SessionFolder& folder, int format)
{
    return folder.path() + ".v" + std::to_string(format) + ".bak";
}

/// The sample's document as that format could hold it.
DocumentRecord document_of(int format)
{
    DocumentRecord document = sample::document(12);
    if (format < format_with_marks)
        document.marks.clear();
    return document;
}

/// The sample's header as that format could hold it.
RunHeader header_of(int format)
{
    RunHeader header = sample::header();
    if (format < format_with_kinds)
        header.config.guard = Guard::off;  // nobody watched
    if (format >= format_with_remarks)
        return header;
    header.remarks.clear();
    header.config.start_token = false;  // none was put first
    return header;
}

void expect_the_run(int format, const std::string& path)
{
    const SessionReader reader(path);
    const RunInfo info = reader.find("");
    QVERIFY(sample::same(info.header, header_of(format)));
    QCOMPARE(info.header.config.control.text(), std::string("none"));
    QVERIFY(sample::same(info.summary, sample::summary()));
    QVERIFY(sample::same(reader.document(id), document_of(format)));
    const auto steps = reader.steps(id, 0, 100);
    QCOMPARE(steps.size(), 3u);
    for (std::size_t i = 0; i < steps.size(); ++i)
        QVERIFY(sample::same(steps[i], sample::step(static_cast<std::int64_t>(i))));
    QCOMPARE(reader.annotations(id).at(0).text, std::string("here"));
    reader.check();
}

std::int64_t format_in(const std::string& path)
{
    Database database(path, OpenMode::read_only);
    return check_schema(database);
}

void write_run(const std::string& path, const std::string& run, const DocumentRecord& document)
{
    SessionWriter writer(path);
    writer.begin(sample::header(run), document);
    writer.end(sample::summary());
}

void old_formats()
{
    QTest::addColumn<int>("format");
    for (int format = 1; format < current_version(); ++format)
        QTest::addRow("format %d", format) << format;
}

}  // namespace

class TestSessionFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void an_old_file_is_read_and_left_alone_data() const { old_formats(); }
    void an_old_file_is_read_and_left_alone()
    {
        QFETCH(int, format);
        const SessionFolder folder;
        write_format(format, folder.path());
        const std::string before = read_file(folder.path());
        expect_the_run(format, folder.path());
        QCOMPARE(read_lesson_answers(folder.path()).size(), format < format_with_answers ? 0u : 1u);
        QCOMPARE(format_in(folder.path()), format);
        QVERIFY(read_file(folder.path()) == before);
        QVERIFY(!std::filesystem::exists(backup_of(folder, format)));
    }

    void the_first_writer_keeps_a_copy_and_brings_it_up_to_date_data() const { old_formats(); }
    void the_first_writer_keeps_a_copy_and_brings_it_up_to_date()
    {
        QFETCH(int, format);
        const SessionFolder folder;
        write_format(format, folder.path());
        write_run(folder.path(), "new", sample::document(12));
        QCOMPARE(format_in(folder.path()), current_version());
        const SessionReader reader(folder.path());
        QVERIFY(sample::same(reader.header(id), header_of(format)));
        QVERIFY(sample::same(reader.document(id), document_of(format)));
        QVERIFY(sample::same(reader.header("new"), sample::header("new")));
        QVERIFY(sample::same(reader.document("new"), sample::document(12)));
        QCOMPARE(reader.steps(id, 0, 100).size(), 3u);
        QCOMPARE(reader.annotations(id).size(), 1u);
        QCOMPARE(format_in(backup_of(folder, format)), format);
        expect_the_run(format, backup_of(folder, format));
    }

    void the_copy_of_the_first_time_stays()
    {
        const SessionFolder folder;
        write_format(1, folder.path());
        write_file(backup_of(folder, 1), "kept");
        write_run(folder.path(), "another", sample::document(12));
        QCOMPARE(read_file(backup_of(folder, 1)), std::string("kept"));
    }

    void a_reader_sees_what_comes_after_it_was_opened()
    {
        const SessionFolder folder;
        write_format(1, folder.path());
        const SessionReader reader(folder.path());
        QVERIFY(reader.document(id).marks.empty());
        QVERIFY(reader.header(id).remarks.empty());
        write_run(folder.path(), "new", sample::document(12));
        QCOMPARE(reader.document("new").marks.size(), 3u);
        QCOMPARE(reader.header("new").remarks.size(), 2u);
    }

    void an_edit_migrates_too_data() const { old_formats(); }
    void an_edit_migrates_too()
    {
        QFETCH(int, format);
        const SessionFolder folder;
        write_format(format, folder.path());
        set_name(folder.path(), id, "named");
        QCOMPARE(format_in(folder.path()), current_version());
        QCOMPARE(SessionReader(folder.path()).find(id).name, std::string("named"));
        QVERIFY(std::filesystem::exists(backup_of(folder, format)));
    }

    void what_belongs_to_a_run_still_goes_with_it()
    {
        const SessionFolder folder;
        write_format(2, folder.path());
        write_run(folder.path(), "new", sample::document(12));
        delete_run(folder.path(), id);
        Database database(folder.path(), OpenMode::read_only);
        for (const char* table : {"step", "metric", "step_column", "pattern", "annotation"})
            QCOMPARE(database.integer(("SELECT count(*) FROM " + std::string(table)).c_str()), 0);
        QCOMPARE(database.integer("SELECT count(*) FROM run_remark"), 2);
        QCOMPARE(database.integer("SELECT count(*) FROM run_total"), 3);
        delete_run(folder.path(), "new");
        QCOMPARE(database.integer("SELECT count(*) FROM run_remark"), 0);
        QCOMPARE(database.integer("SELECT count(*) FROM run_total"), 0);
    }

    void a_run_is_copied_into_a_new_file_data() const { old_formats(); }
    void a_run_is_copied_into_a_new_file()
    {
        QFETCH(int, format);
        const SessionFolder folder;
        write_format(format, folder.path());
        copy_run(folder.path(), id, folder.path("target.ttt"));
        expect_the_run(format, folder.path("target.ttt"));
        QCOMPARE(format_in(folder.path()), format);
        QCOMPARE(format_in(folder.path("target.ttt")), current_version());
    }

    void a_run_may_end_as_diverged()
    {
        const SessionFolder folder;
        write_format(2, folder.path());
        RunSummary summary = sample::summary();
        summary.state = RunState::diverged;
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header("astray"), sample::document(12));
            writer.end(summary);
        }
        QVERIFY(sample::same(SessionReader(folder.path()).find("astray").summary, summary));
    }
};

TTT_TEST(TestSessionFormat)
#include "tst_session_format.moc"
