// Killed programs, full disks and two writers: what was logged before stays.
#include "sessions/session_reader.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QtTest>

#include <filesystem>

using namespace ttt;

namespace {

const std::string id = sample::header().run_id;

QStringList arguments(const char* mode, const std::string& path, int number)
{
    return {mode, QString::fromStdString(path), QString::number(number)};
}

void expect_steps(const SessionReader& reader, int count)
{
    const auto steps = reader.steps(id, 0, 1'000'000);
    QCOMPARE(steps.size(), static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i)
        QVERIFY(sample::same(steps[static_cast<std::size_t>(i)], sample::step(i)));
}

/// Writes steps until it fails; the number written.
int write_until_full(SessionWriter& writer, std::string& sentence)
{
    int written = 0;
    sentence = sentence_of([&] {
        for (;; ++written)
            writer.append(sample::step(written));
    });
    return written;
}

}  // namespace

class TestSessionCrash : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_killed_writer_leaves_every_step()
    {
        const SessionFolder folder;
        QProcess writer;
        writer.start(TTT_SESSION_HELPER, arguments("wait", folder.path(), 25));
        QVERIFY(writer.waitForReadyRead(30'000));
        QCOMPARE(SessionReader(folder.path()).find("").summary.state, RunState::running);
        writer.kill();  // SIGKILL
        QVERIFY(writer.waitForFinished(30'000));
        {
            const SessionReader reader(folder.path());
            const RunInfo info = reader.find("");
            QCOMPARE(info.summary.state, RunState::interrupted);
            QCOMPARE(info.summary.steps, 25);
            QCOMPARE(info.summary.items, 100);
            expect_steps(reader, 25);
            reader.check();
        }
        SessionWriter next(folder.path());  // the next writer puts it into the file
        next.begin(sample::header("another"), sample::document(4));
        next.end(sample::summary());
        QCOMPARE(SessionReader(folder.path()).find(id).summary.state, RunState::interrupted);
    }

    void a_full_disk_keeps_what_was_written()
    {
        const SessionFolder folder;
        QProcess writer;
        writer.start(TTT_SESSION_HELPER, arguments("limit", folder.path(), 600'000));
        QVERIFY(writer.waitForFinished(60'000));
        QCOMPARE(writer.exitCode(), 0);
        const std::string output = writer.readAllStandardOutput().trimmed().toStdString();
        const int written = std::stoi(output);
        QVERIFY2(written > 10, output.c_str());
        QCOMPARE(output.substr(output.find(' ') + 1),
                 "Session file \"" + folder.path() +
                     "\" can't be read or written: the file reached the size limit of this machine or account.");
        const SessionReader reader(folder.path());
        expect_steps(reader, written);
        QCOMPARE(reader.find("").summary.state, RunState::failed);
        reader.check();
    }

    void a_full_database_keeps_what_was_written()
    {
        const SessionFolder folder;
        int written = 0;
        {
            SessionWriter writer(folder.path(), {.busy_timeout_ms = 100, .max_bytes = 400'000});
            writer.begin(sample::header(), sample::document(4000));
            std::string sentence;
            written = write_until_full(writer, sentence);
            QVERIFY(written > 10);
            QCOMPARE(sentence, "Session file \"" + folder.path() + "\" can't be written: the disk is full.");
            RunSummary failed = sample::summary();
            failed.state = RunState::failed;
            failed.message = sentence;
            writer.end(failed);  // the row is there already, so it can still say what happened
        }
        const SessionReader reader(folder.path());
        expect_steps(reader, written);
        QCOMPARE(reader.find("").summary.state, RunState::failed);
        QVERIFY(std::filesystem::file_size(folder.path()) <= 400'000);
    }

    void no_half_made_file()
    {
        const SessionFolder folder;
        {
            const SessionWriter writer(folder.path());
            QVERIFY(std::filesystem::exists(folder.path()));
        }
        QVERIFY(!std::filesystem::exists(folder.path()));
        QVERIFY(sentence_of([&] {
                    SessionWriter(folder.path(), {.busy_timeout_ms = 0, .max_bytes = 8192});
                }).ends_with("the disk is full."));
        {
            SessionWriter writer(folder.path());
            sentence_of([&] { writer.begin(RunHeader{}, sample::document(4)); });
        }
        QVERIFY(std::filesystem::is_empty(std::filesystem::path(folder.path()).parent_path()));
    }

    void a_session_that_was_there_stays()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        {
            const SessionWriter writer(folder.path());
        }
        QCOMPARE(SessionReader(folder.path()).runs().size(), 1u);
    }

    void no_such_folder()
    {
        const SessionFolder folder;
        const std::string path = folder.path("missing/run.ttt");
        QCOMPARE(sentence_of([&] { SessionWriter writer(path); }),
                 "Session file \"" + path + "\" can't be made: No such file or directory.");
    }

    void two_writers_take_turns()
    {
        const SessionFolder folder;
        SessionWriter first(folder.path());
        first.begin(sample::header(), sample::document(12));
        SessionWriter second(folder.path());
        second.begin(sample::header("second"), sample::document(12));
        for (int i = 0; i < 3; ++i) {
            first.append(sample::step(i));
            second.append(sample::step(i));
        }
        first.end(sample::summary());
        second.end(sample::summary());
        const SessionReader reader(folder.path());
        expect_steps(reader, 3);
        QCOMPARE(reader.steps("second", 0, 10).size(), 3u);
    }
};

TTT_TEST(TestSessionCrash)
#include "tst_session_crash.moc"
