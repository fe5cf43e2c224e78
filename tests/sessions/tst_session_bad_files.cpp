// Files that are not sessions, are damaged, or mean harm: one sentence each.
#include "sessions/schema.h"
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <sqlite3.h>

#include <filesystem>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

/// Through SQLite itself: a stranger's program has none of our guards.
void tamper(const std::string& path, const std::string& sql)
{
    sqlite3* handle = nullptr;
    QCOMPARE(sqlite3_open(path.c_str(), &handle), SQLITE_OK);
    const int result = sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr);
    QVERIFY2(result == SQLITE_OK, sqlite3_errmsg(handle));
    sqlite3_close(handle);
}

/// Everything that a person does with a session, until something complains.
std::string sentence_of_reading(const std::string& path)
{
    return sentence_of([&] {
        const SessionReader reader(path);
        reader.runs();
        reader.header(id);
        reader.input(id);
        reader.for_each_step(id, [](const StepRecord&) {});
        reader.check();
    });
}

QString run_sentence(const char* wrong)
{
    return QString::fromStdString("of run " + id + " " + wrong);
}

std::string sentence_of_writing(const std::string& path)
{
    return sentence_of([&] { SessionWriter writer(path); });
}

}  // namespace

class TestSessionBadFiles : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void missing()
    {
        const SessionFolder folder;
        QCOMPARE(sentence_of_reading(folder.path()), "Session file \"" + folder.path() + "\" does not exist.");
        QVERIFY(!std::filesystem::exists(folder.path()));
    }

    void not_ours_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("text") << QByteArray("It is a truth universally acknowledged, that a single man in …\n");
        QTest::newRow("long text") << QByteArray("All happy families are alike. ").repeated(1000);
        QTest::newRow("binary") << QByteArray(5000, '\xee');
        QTest::newRow("header alone") << QByteArray("SQLite format 3\0", 16);
    }

    void not_ours()
    {
        QFETCH(QByteArray, bytes);
        const SessionFolder folder;
        write_file(folder.path(), bytes.toStdString());
        const std::string sentence = "\"" + folder.path() + "\" is not a session file of TTT Workbench.";
        QCOMPARE(sentence_of_reading(folder.path()), sentence);
        QCOMPARE(sentence_of_writing(folder.path()), sentence);
        QCOMPARE(read_file(folder.path()), bytes.toStdString());  // left as it was
    }

    void database_of_another_program()
    {
        const SessionFolder folder;
        tamper(folder.path(), "CREATE TABLE run (id); INSERT INTO run VALUES (1)");
        const std::string before = read_file(folder.path());
        const std::string sentence = "\"" + folder.path() + "\" is not a session file of TTT Workbench.";
        QCOMPARE(sentence_of_reading(folder.path()), sentence);
        QCOMPARE(sentence_of_writing(folder.path()), sentence);
        QCOMPARE(read_file(folder.path()), before);
    }

    void empty()
    {
        const SessionFolder folder;
        write_file(folder.path(), "");
        QCOMPARE(sentence_of_reading(folder.path()),
                 "\"" + folder.path() + "\" is empty, not a session file of TTT Workbench.");
        write_sample(folder.path());  // a writer may fill it: mktemp makes such files
        QCOMPARE(sentence_of_reading(folder.path()), std::string("no error"));
    }

    void folder_instead_of_file()
    {
        const SessionFolder folder;
        std::filesystem::create_directory(folder.path());
        QVERIFY(sentence_of_reading(folder.path()).ends_with("is not a session file of TTT Workbench."));
        QVERIFY(sentence_of_writing(folder.path()).starts_with("Session file \"" + folder.path() + "\""));
    }

    void newer()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        tamper(folder.path(), "PRAGMA user_version=7");
        const std::string sentence = "Session file \"" + folder.path() +
                                     "\" was written by a newer TTT Workbench: its format is 7, "
                                     "this program knows formats up to " +
                                     std::to_string(current_version()) + ".";
        QCOMPARE(sentence_of_reading(folder.path()), sentence);
        QCOMPARE(sentence_of_writing(folder.path()), sentence);
    }

    void truncated_anywhere()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 40);
        const std::string whole = read_file(folder.path());
        for (std::size_t size = 50; size < whole.size(); size += 4999) {
            write_file(folder.path("cut.ttt"), whole.substr(0, size));
            const std::string sentence = sentence_of_reading(folder.path("cut.ttt"));
            QVERIFY2(sentence.find("is damaged: ") != std::string::npos ||
                         sentence.find("is not a session file") != std::string::npos,
                     (std::to_string(size) + ": " + sentence).c_str());
        }
    }

    void any_flipped_byte_is_survived()
    {
        const SessionFolder folder;
        write_sample(folder.path(), 4);
        const std::string whole = read_file(folder.path());
        for (std::size_t at = 0; at < whole.size(); at += 211) {
            std::string bytes = whole;
            bytes[at] = static_cast<char>(bytes[at] ^ 0xff);
            write_file(folder.path("flipped.ttt"), bytes);
            sentence_of_reading(folder.path("flipped.ttt"));  // data, or one ttt::Error, but nothing else
        }
    }

    void hostile_content_data()
    {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("column too short")
            << "UPDATE column_series SET item_values = x'00000000' WHERE first_step = 1 AND column_id = 1"
            << "column 1 of the steps from 1 has 4 bytes for 4 items";
        QTest::newRow("column of no whole values")
            << "UPDATE column_series SET item_values = x'000000' WHERE first_step = 1 AND column_id = 1"
            << "column 1 of the steps from 1 has 3 bytes for 4 items";
        QTest::newRow("column too long")
            << "UPDATE column_series SET item_values = zeroblob(4000000) WHERE first_step = 0 AND column_id = 22"
            << "column 22 of the steps from 0 has 4000000 bytes for 4 items";
        QTest::newRow("column nobody knows")
            << "UPDATE column_series SET column_id = 999 WHERE first_step = 0 AND column_id = 1"
            << "column 999 of the steps from 0 has 16 bytes for 4 items";
        QTest::newRow("column of more steps than there are")
            << "UPDATE column_series SET step_count = 2 WHERE first_step = 2 AND column_id = 1"
            << "column item_end holds a value of the wrong type";
        QTest::newRow("series without end") << "UPDATE metric_series SET step_count = 4000000000 WHERE first_step = 0"
                                            << "a row holds values of 4000000000 steps from step 0";
        QTest::newRow("series of nothing") << "UPDATE event_series SET step_count = 0 WHERE first_step = 2"
                                           << "a row holds values of 0 steps from step 2";
        QTest::newRow("metric too short")
            << "UPDATE metric_series SET step_values = x'00' WHERE first_step = 1 AND metric = 4"
            << "a metric of 1 values has 1 bytes";
        QTest::newRow("column of an older file too short") << "INSERT INTO step_column VALUES (1, 1, 1, 9, x'00000000')"
                                                           << "column 1 of step 1 has 4 bytes for 4 items";
        QTest::newRow("value of a step that is not there") << "INSERT INTO metric VALUES (1, 3, -1, 112, 9, 0.5)"
                                                           << "there are values of step 3 but not the step";
        QTest::newRow("huge width") << "UPDATE column_info SET width = 2000000000 WHERE id = 1"
                                    << "column nll_frozen has width 2000000000";
        QTest::newRow("items backwards") << "UPDATE step SET item_end = -1 WHERE step = 2"
                                         << "step 2 has the items [8, -1), where 8 is next of 12";
        QTest::newRow("items without end") << "UPDATE step SET item_end = 9223372036854775807 WHERE step = 0"
                                           << "step 0 has the items [0, 9223372036854775807), where 0 is next of 12";
        QTest::newRow("items that overlap") << "UPDATE step SET item_begin = 3 WHERE step = 1"
                                            << "step 1 has the items [3, 8), where 4 is next of 12";
        QTest::newRow("items with a gap") << "UPDATE step SET item_begin = 5 WHERE step = 1"
                                          << "step 1 has the items [5, 8), where 4 is next of 12";
        QTest::newRow("step without items") << "UPDATE step SET item_end = 8 WHERE step = 2"
                                            << "step 2 has the items [8, 8), where 8 is next of 12";
        QTest::newRow("step below zero") << "UPDATE step SET step = -1 WHERE step = 0"
                                         << "step -1 stands where step 0 should";
        QTest::newRow("step far away")
            << "UPDATE step SET step = 9223372036854775807 WHERE step = 2;"
               "DELETE FROM metric_series; DELETE FROM column_series; DELETE FROM event_series"
            << "step 2 of a run is missing before step 9223372036854775807";
        QTest::newRow("layer beyond the model")
            << "UPDATE metric_series SET layer = 2147483647 WHERE layer = 3 AND first_step = 1"
            << "step 1 has a value of layer 2147483647, of 6 layers";
        QTest::newRow("event outside of its step")
            << "UPDATE event_series SET items = CAST(x'e803000000000000' || substr(items, 9) AS BLOB) "
               "WHERE first_step = 1"
            << "in step 1 events of kind 1 of the items [4, 8) have the item 1000";
        QTest::newRow("event backwards")
            << "UPDATE event_series SET items = CAST(substr(items, 1, 8) || x'0600000000000000' || substr(items, 17) "
               "AS BLOB) WHERE first_step = 1"
            << "in step 1 events of kind 1 of the items [4, 8) have the item 6";
        QTest::newRow("half an event") << "UPDATE event_series SET item_counts = x'03000000', items = zeroblob(24), "
                                          "event_values = zeroblob(24) WHERE first_step = 1"
                                       << "in step 1 events of kind 1 have 3 items and 3 values";
        QTest::newRow("fewer than no events") << "UPDATE event_series SET item_counts = x'ffffffff'"
                                              << "a step has -1 items of events";
        QTest::newRow("events too few") << "UPDATE event_series SET event_values = x'' WHERE first_step = 1"
                                        << "a list of events of 6 values has 0 bytes";
        QTest::newRow("pattern of an older file outside of its step")
            << "DELETE FROM event_series; INSERT INTO pattern VALUES (1, 1, 0, 1000, 4, 0.0, 0.0, 0.0)"
            << "in step 1 events of kind 1 of the items [4, 8) have the item 1000";
        QTest::newRow("events with other places") << "UPDATE event_info SET item_names = 'one' WHERE id = 1"
                                                  << "an event pattern has 1 items and 3 values";
        QTest::newRow("items without a text") << "UPDATE run SET document = NULL, kind = 'coin', item_count = 12; "
                                                 "DELETE FROM column_series WHERE first_step = 1"
                                              << "step 1 has no values of its items";
        QTest::newRow("text that a document run lacks")
            << "UPDATE run SET document = NULL" << run_sentence("the document is missing");
        QTest::newRow("total of fewer than none") << "UPDATE run_total SET item_count = -1 WHERE column_id = 2"
                                                  << run_sentence("the number of items in a total is -1");
        QTest::newRow("steps without end") << "UPDATE run SET step_count = 9223372036854775807"
                                           << run_sentence("the number of steps is 9223372036854775807");
        QTest::newRow("more tokens than the document")
            << "UPDATE run SET item_count = 13" << run_sentence("the number of tokens is 13");
        QTest::newRow("layers without end")
            << "UPDATE run SET layer_count = 1000000" << run_sentence("the number of layers is 1000000");
        QTest::newRow("fewer than no items") << "UPDATE run SET items = -1" << run_sentence("the sum of items is -1");
        QTest::newRow("chunk below zero")
            << "UPDATE run SET config_json = '{\"chunk\": -5}'" << run_sentence("the chunk is -5");
        QTest::newRow("fast layer of another model")
            << "UPDATE run SET config_json = '{\"fast_layers\": [9]}'" << run_sentence("fast layer 9 is none of its 6");
        QTest::newRow("values without step") << "DELETE FROM step WHERE step = 1"
                                             << "step 2 stands where step 1 should";
        QTest::newRow("offsets too few") << "UPDATE document SET byte_offsets = zeroblob(16)"
                                         << "in a document 12 tokens have 2 byte offsets, not one more";
        QTest::newRow("offsets beyond the text") << "UPDATE document SET bytes = x'00'"
                                                 << "in a document its byte offsets lie beyond its text";
        QTest::newRow("token id beyond the vocabulary")
            << "UPDATE document SET token_ids = CAST(x'ffffff7f' || substr(token_ids, 5) AS BLOB)"
            << "in a document token id 2147483647 is not in its vocabulary of 6";
        QTest::newRow("mark beyond the text") << "UPDATE document_mark SET byte_end = 20 WHERE position = 2"
                                              << "in a document a mark stands at bytes [2, 20) of a text of 19";
        QTest::newRow("mark before the text") << "UPDATE document_mark SET byte_begin = -1 WHERE position = 0"
                                              << "in a document a mark stands at bytes [-1, 2) of a text of 19";
        QTest::newRow("empty mark") << "UPDATE document_mark SET byte_end = 2 WHERE position = 2"
                                    << "in a document a mark stands at bytes [2, 2) of a text of 19";
        QTest::newRow("marks backwards") << "UPDATE document_mark SET byte_begin = 2 WHERE position = 1; "
                                            "UPDATE document_mark SET byte_begin = 1 WHERE position = 2"
                                         << "in a document its marks run backwards";
        QTest::newRow("negative occurrence") << "UPDATE document_mark SET occurrence = -1 WHERE position = 2"
                                             << "in a document the mark at bytes [2, 4) is occurrence -1 of pattern 0";
        QTest::newRow("negative pattern") << "UPDATE document_mark SET pattern = -3 WHERE position = 2"
                                          << "in a document the mark at bytes [2, 4) is occurrence 1 of pattern -3";
        QTest::newRow("marks gone") << "DROP TABLE document_mark"
                                    << "table document_mark is missing or differs";
        QTest::newRow("vocabulary count") << "UPDATE vocabulary SET token_count = 4000000000000"
                                          << "a vocabulary does not hold 4000000000000 tokens";
        QTest::newRow("vocabulary length")
            << "UPDATE vocabulary SET tokens = CAST(x'ffffffff' || substr(tokens, 5) AS BLOB)"
            << "a vocabulary does not hold 6 tokens";
        QTest::newRow("configuration") << "UPDATE run SET config_json = '{\"chunk\": \"many\"}'"
                                       << "the configuration of run 0b5c9a6e-0001-4000-8000-000000000001 can't be read";
        QTest::newRow("deep configuration")
            << "UPDATE run SET config_json = replace(hex(zeroblob(400000)), '0', '[')"
            << "the configuration of run 0b5c9a6e-0001-4000-8000-000000000001 can't be read";
        QTest::newRow("document gone") << "PRAGMA foreign_keys=OFF; DELETE FROM document"
                                       << run_sentence("the document is missing");
        QTest::newRow("trigger") << "CREATE TRIGGER spy AFTER UPDATE ON run BEGIN DELETE FROM step; END"
                                 << "it holds the trigger spy, which no session has";
        QTest::newRow("view") << "CREATE VIEW peek AS SELECT 1"
                              << "it holds the view peek, which no session has";
        QTest::newRow("view in place of a table") << "DROP TABLE annotation; CREATE VIEW annotation AS SELECT 1 AS id"
                                                  << "index annotation_run is missing or differs";
        QTest::newRow("changed table") << "DROP TABLE pattern; CREATE TABLE pattern (run)"
                                       << "table pattern is missing or differs";
    }

    void hostile_content()
    {
        QFETCH(QString, sql);
        QFETCH(QString, sentence);
        const SessionFolder folder;
        write_sample(folder.path());
        tamper(folder.path(), sql.toStdString());
        QCOMPARE(QString::fromStdString(sentence_of_reading(folder.path())),
                 QString::fromStdString("Session file \"" + folder.path() + "\" is damaged: ") + sentence + ".");
    }

    void harmless_additions_are_read()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        tamper(folder.path(),
               "ANALYZE; CREATE TABLE mine (x); INSERT INTO column_info VALUES (500, 'new', 'New', '', 2);"
               "INSERT INTO column_series VALUES (1, 0, 0, 1, 9, 500, zeroblob(32))");
        QCOMPARE(sentence_of_reading(folder.path()), std::string("no error"));
        const StepRecord step = SessionReader(folder.path()).steps(id, 0, 1).at(0);
        QCOMPARE(static_cast<int>(step.columns.back().column), 500);  // a column of a later version
        QCOMPARE(step.columns.back().values.size(), 8u);
    }

    void a_locked_file_says_so()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        Database other(folder.path(), OpenMode::read_write);
        const Transaction lock(other, Transaction::Kind::write);
        QCOMPARE(sentence_of([&] { SessionWriter writer(folder.path(), {.busy_timeout_ms = 50}); }),
                 "Session file \"" + folder.path() +
                     "\" is in use by another program; try again when that has finished.");
    }

    void migrations_go_step_by_step()
    {
        const SessionFolder folder;
        write_file(folder.path(), "");
        {
            Database empty(folder.path(), OpenMode::read_write);
            migrate(empty, 0, migrations().first(1));
        }
        constexpr Migration steps[] = {{1, "not run again"}, {2, "CREATE TABLE two (x)"}, {3, "DROP TABLE two"}};
        constexpr Migration broken[] = {{2, "CREATE TABLE two (x)"}, {3, "CREATE nonsense"}};
        Database database(folder.path(), OpenMode::read_write);
        QVERIFY(sentence_of([&] { migrate(database, 1, broken); }).ends_with("SQLite reports error 1."));
        QCOMPARE(database.integer("PRAGMA user_version"), 1);
        QCOMPARE(database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
        migrate(database, 1, std::span(steps).first(2));
        QCOMPARE(database.integer("PRAGMA user_version"), 2);
        migrate(database, 2, steps);
        QCOMPARE(database.integer("PRAGMA user_version"), 3);
        QCOMPARE(database.integer("SELECT count(*) FROM sqlite_schema WHERE name = 'two'"), 0);
    }
};

TTT_TEST(TestSessionBadFiles)
#include "tst_session_bad_files.moc"
