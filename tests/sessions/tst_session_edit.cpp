// Names, notes, annotations; deleting and copying runs.
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

}  // namespace

class TestSessionEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labels()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        set_name(folder.path(), id, "first try");
        set_notes(folder.path(), id, "two\nlines");
        set_tags(folder.path(), id, {"baseline", "η = 0.1"});
        const RunInfo info = SessionReader(folder.path()).find("");
        QCOMPARE(info.name, std::string("first try"));
        QCOMPARE(info.notes, std::string("two\nlines"));
        QCOMPARE(info.tags, (std::vector<std::string>{"baseline", "η = 0.1"}));
        QVERIFY(sample::same(info.summary, sample::summary()));
        QCOMPARE(sentence_of([&] { set_tags(folder.path(), id, {"a\nb"}); }),
                 std::string("A tag must be one line of text, got \"a\nb\"."));
        QCOMPARE(sentence_of([&] { set_name(folder.path(), "nobody", "x"); }),
                 "Session file \"" + folder.path() + "\" holds no run nobody.");
    }

    void never_makes_a_file()
    {
        const SessionFolder folder;
        QVERIFY(sentence_of([&] { set_name(folder.path(), id, "x"); }).ends_with("does not exist."));
        QVERIFY(!std::filesystem::exists(folder.path()));
    }

    void annotations()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        const std::int64_t late = add_annotation(folder.path(), id, {.begin = 5, .end = 6, .text = "here"});
        const std::int64_t early =
            add_annotation(folder.path(), id, {.begin = 1, .end = 3, .created_unix_ms = 42, .text = "a"});
        set_annotation_text(folder.path(), early, "b");
        auto notes = SessionReader(folder.path()).annotations(id);
        QCOMPARE(notes.size(), 2u);
        QCOMPARE(notes[0].text, std::string("b"));
        QCOMPARE(notes[0].created_unix_ms, 42);
        QCOMPARE(notes[1].id, late);
        delete_annotation(folder.path(), early);
        QCOMPARE(SessionReader(folder.path()).annotations(id).size(), 1u);
        QCOMPARE(sentence_of([&] { delete_annotation(folder.path(), early); }),
                 "Session file \"" + folder.path() + "\" holds no annotation " + std::to_string(early) + ".");
        QVERIFY(sentence_of([&] {
                    add_annotation(folder.path(), id, {.begin = 3, .end = 1, .text = ""});
                }).find("[3, 1)") != std::string::npos);
    }

    void a_copied_run_stands_last_or_where_it_was()
    {
        const SessionFolder folder;
        for (const char* run : {"a", "b", "c"})
            write_sample(folder.path(), 1, sample::header(run));
        const auto order = [&folder] {
            std::string ids;
            for (const RunInfo& info : SessionReader(folder.path()).runs())
                ids += info.header.run_id;
            return ids;
        };
        for (const CopyPlace place : {CopyPlace::same, CopyPlace::last}) {
            copy_run(folder.path(), "b", folder.path("kept.ttt"), place);
            delete_run(folder.path(), "b");
            copy_run(folder.path("kept.ttt"), "b", folder.path(), place);
            std::filesystem::remove(folder.path("kept.ttt"));
            QCOMPARE(order(), std::string(place == CopyPlace::same ? "abc" : "acb"));
        }
    }

    void deleted_runs_are_gone()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        SessionWriter writer(folder.path());
        DocumentRecord document = sample::document(10);
        document.bytes += "SECRET-OF-THE-SECOND";
        writer.begin(sample::header("second"), document);
        writer.append(sample::step(0));
        QVERIFY(sentence_of([&] { delete_run(folder.path(), "second"); }).ends_with("is still being written."));
        writer.end(sample::summary());
        writer = SessionWriter(folder.path());  // closes the first one
        delete_run(folder.path(), "second");
        const SessionReader reader(folder.path());
        QCOMPARE(reader.runs().size(), 1u);
        QVERIFY(sample::same(reader.document(id), sample::document(12)));
        QCOMPARE(reader.steps(id, 0, 10).size(), 3u);
        QVERIFY(sentence_of([&] { reader.steps("second", 0, 1); }).find("holds no run second") != std::string::npos);
        reader.check();
        delete_run(folder.path(), id);
        QVERIFY(SessionReader(folder.path()).runs().empty());
        for (const char* table : {"document", "document_mark", "vocabulary", "step"}) {
            Database database(folder.path(), OpenMode::read_only);
            QCOMPARE(database.integer((std::string("SELECT count(*) FROM ") + table).c_str()), 0);
        }
        QVERIFY(sentence_of([&] { SessionReader(folder.path()).find(""); }).ends_with("holds no run."));
    }

    void nothing_of_a_deleted_run_stays_in_the_file()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        QVERIFY(read_file(folder.path()).find("xxh3:abc2") != std::string::npos);
        delete_run(folder.path(), id);
        QVERIFY(read_file(folder.path()).find("xxh3:abc2") == std::string::npos);
    }

    void a_copied_run_is_the_same()
    {
        const SessionFolder folder;
        const std::string target = folder.path("target.ttt");
        write_sample(folder.path(), 100);
        set_name(folder.path(), id, "named");
        set_tags(folder.path(), id, {"t"});
        add_annotation(folder.path(), id, {.begin = 5, .end = 6, .created_unix_ms = 42, .text = "here"});
        copy_run(folder.path(), id, target);
        const SessionReader from(folder.path());
        const SessionReader to(target);
        QVERIFY(sample::same(from.header(id), to.header(id)));
        QVERIFY(sample::same(from.find(id).summary, to.find(id).summary));
        QVERIFY(sample::same(from.document(id), to.document(id)));
        QCOMPARE(to.find(id).name, std::string("named"));
        QCOMPARE(to.find(id).tags.size(), 1u);
        QCOMPARE(to.annotations(id).at(0).text, std::string("here"));
        const auto steps = to.steps(id, 0, 1000);
        QCOMPARE(steps.size(), 100u);
        for (std::size_t i = 0; i < steps.size(); ++i)
            QVERIFY(sample::same(steps[i], sample::step(static_cast<std::int64_t>(i))));
        QCOMPARE(sentence_of([&] { copy_run(folder.path(), id, target); }),
                 "Session file \"" + target + "\" already holds run " + id + ".");
        QCOMPARE(to.runs().size(), 1u);
    }

    void a_failed_copy_leaves_no_file()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        QVERIFY(sentence_of([&] { copy_run(folder.path(), "nobody", folder.path("target.ttt")); }) != "no error");
        QVERIFY(!std::filesystem::exists(folder.path("target.ttt")));
    }
};

TTT_TEST(TestSessionEdit)
#include "tst_session_edit.moc"
