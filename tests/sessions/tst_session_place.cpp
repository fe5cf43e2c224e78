// A session file that is deleted, moved or replaced while it is written: nothing logged is lost, nothing else is
// touched.
#include "sessions/session_reader.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>

using namespace ttt;

namespace fs = std::filesystem;

namespace {

const std::string id = sample::header().run_id;

std::string rescued(const SessionFolder& folder)
{
    return folder.path("run.rescued.ttt");
}

void expect_rescued(const SessionFolder& folder, const std::string& sentence, std::size_t steps, RunState state)
{
    QCOMPARE(sentence, "Session file \"" + folder.path() +
                           "\" was deleted, moved or replaced while it was written; all that was logged is in \"" +
                           rescued(folder) + "\".");
    const SessionReader reader(rescued(folder));
    QCOMPARE(reader.steps(id, 0, 100).size(), steps);
    QCOMPARE(reader.find(id).summary.state, state);
    reader.check();
    QVERIFY(!fs::exists(rescued(folder) + "-wal"));
}

}  // namespace

class TestSessionPlace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void what_can_happen_to_it_data() const
    {
        QTest::addColumn<QString>("what");
        for (const char* what : {"deleted", "moved", "replaced", "log deleted"})
            QTest::newRow(what) << what;
    }

    void what_can_happen_to_it()
    {
        QFETCH(QString, what);
        const SessionFolder folder;
        write_sample(folder.path("other.ttt"), 2, sample::header("other"));
        const std::string other = read_file(folder.path("other.ttt"));
        {
            SessionWriter writer(folder.path());
            writer.begin(sample::header(), sample::document(12));
            writer.append(sample::step(0));
            if (what == "deleted")
                fs::remove(folder.path());
            else if (what == "moved")
                fs::rename(folder.path(), folder.path("away.ttt"));
            else if (what == "replaced")
                fs::rename(folder.path("other.ttt"), folder.path());
            else
                fs::remove(folder.path() + "-wal");
            const std::string sentence = sentence_of([&] { writer.append(sample::step(1)); });
            expect_rescued(folder, sentence, 2, RunState::failed);
            QCOMPARE(sentence_of([&] { writer.append(sample::step(2)); }), sentence);
            QCOMPARE(sentence_of([&] { writer.end(sample::summary()); }), sentence);
        }
        QVERIFY(!fs::exists(folder.path() + "-wal"));
        QVERIFY(fs::exists(folder.path()) || !fs::exists(folder.path() + "-shm"));
        if (what == "replaced")
            QVERIFY(read_file(folder.path()) == other);
    }

    void at_the_end_of_a_run()
    {
        const SessionFolder folder;
        SessionWriter writer(folder.path());
        writer.begin(sample::header(), sample::document(12));
        writer.append(sample::step(0));
        fs::remove(folder.path());
        expect_rescued(folder, sentence_of([&] { writer.end(sample::summary()); }), 1, RunState::finished);
    }

    void an_older_rescue_is_kept()
    {
        const SessionFolder folder;
        write_file(rescued(folder), "kept");
        SessionWriter writer(folder.path());
        writer.begin(sample::header(), sample::document(12));
        fs::remove(folder.path());
        QVERIFY(sentence_of([&] { writer.append(sample::step(0)); }).ends_with("run.rescued-2.ttt\"."));
        QCOMPARE(read_file(rescued(folder)), std::string("kept"));
    }

    void its_whole_folder_may_be_gone()
    {
        const SessionFolder folder;
        fs::create_directory(folder.path("sub"));
        SessionWriter writer(folder.path("sub/run.ttt"));
        writer.begin(sample::header(), sample::document(12));
        fs::remove_all(folder.path("sub"));
        const std::string sentence = sentence_of([&] { writer.append(sample::step(0)); });
        const std::size_t quote = sentence.rfind('"', sentence.size() - 3);
        const std::string copy = sentence.substr(quote + 1, sentence.size() - 3 - quote);
        QVERIFY2(fs::exists(copy), sentence.c_str());
        QCOMPARE(SessionReader(copy).steps(id, 0, 10).size(), 1u);
        fs::remove(copy);
    }

    void a_link_to_nowhere_makes_the_file_there()
    {
        const SessionFolder folder;
        fs::create_directory(folder.path("disk"));
        fs::create_symlink("disk/real.ttt", folder.path());
        write_sample(folder.path());
        QVERIFY(fs::is_symlink(folder.path()) && fs::exists(folder.path("disk/real.ttt")));
        write_sample(folder.path(), 3, sample::header("second"));
        QCOMPARE(SessionReader(folder.path()).runs().size(), 2u);
        QCOMPARE(std::distance(fs::directory_iterator(folder.path("disk")), {}), 1);
        QVERIFY(!fs::exists(folder.path() + "-wal"));
    }
};

TTT_TEST(TestSessionPlace)
#include "tst_session_place.moc"
