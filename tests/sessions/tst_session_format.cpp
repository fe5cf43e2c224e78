// A file of format 1, as the program of that time wrote it: read as it is, brought up to date by the first writer.
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

void write_format_1(const std::string& path)
{
    write_file(path, "");
    Database database(path, OpenMode::read_write);
    database.execute(read_file(TTT_TESTS_DIR "/sessions/format_1.sql").c_str());
}

/// The sample's document as format 1 could hold it.
DocumentRecord document_without_marks()
{
    DocumentRecord document = sample::document(12);
    document.marks.clear();
    return document;
}

void expect_the_run(const std::string& path)
{
    const SessionReader reader(path);
    const RunInfo info = reader.find("");
    QVERIFY(sample::same(info.header, sample::header()));
    QCOMPARE(info.header.config.control, std::string("none"));
    QVERIFY(sample::same(info.summary, sample::summary()));
    QVERIFY(sample::same(reader.document(id), document_without_marks()));
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

}  // namespace

class TestSessionFormat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void format_1_is_read_and_left_alone()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        const std::string before = read_file(folder.path());
        expect_the_run(folder.path());
        QVERIFY(read_lesson_answers(folder.path()).empty());
        QCOMPARE(format_in(folder.path()), 1);
        QVERIFY(read_file(folder.path()) == before);
        QVERIFY(!std::filesystem::exists(folder.path() + ".v1.bak"));
    }

    void the_first_writer_keeps_a_copy_and_brings_it_up_to_date()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        write_run(folder.path(), "with marks", sample::document(12));
        QCOMPARE(format_in(folder.path()), current_version());
        const SessionReader reader(folder.path());
        QVERIFY(sample::same(reader.document(id), document_without_marks()));
        QVERIFY(sample::same(reader.document("with marks"), sample::document(12)));
        QCOMPARE(reader.steps(id, 0, 100).size(), 3u);
        QCOMPARE(format_in(folder.path() + ".v1.bak"), 1);
        expect_the_run(folder.path() + ".v1.bak");
    }

    void the_copy_of_the_first_time_stays()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        write_file(folder.path() + ".v1.bak", "kept");
        write_run(folder.path(), "another", sample::document(12));
        QCOMPARE(read_file(folder.path() + ".v1.bak"), std::string("kept"));
    }

    void a_reader_sees_marks_that_come_after_it_was_opened()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        const SessionReader reader(folder.path());
        QVERIFY(reader.document(id).marks.empty());
        write_run(folder.path(), "with marks", sample::document(12));
        QCOMPARE(reader.document("with marks").marks.size(), 3u);
    }

    void an_edit_migrates_too()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        set_name(folder.path(), id, "named");
        QCOMPARE(format_in(folder.path()), current_version());
        QCOMPARE(SessionReader(folder.path()).find(id).name, std::string("named"));
        QVERIFY(std::filesystem::exists(folder.path() + ".v1.bak"));
    }

    void a_run_of_format_1_is_copied_into_a_new_file()
    {
        const SessionFolder folder;
        write_format_1(folder.path());
        copy_run(folder.path(), id, folder.path("target.ttt"));
        expect_the_run(folder.path("target.ttt"));
        QCOMPARE(format_in(folder.path()), 1);
        QCOMPARE(format_in(folder.path("target.ttt")), current_version());
    }
};

TTT_TEST(TestSessionFormat)
#include "tst_session_format.moc"
