// The program ttt-workbench from outside: files of strangers end in one sentence, signals in an end record.
#include "sessions/session_reader.h"
#include "tests/support/logged_run.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <sqlite3.h>

using namespace ttt;

class WorkbenchProgramTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void damaged_sessions_end_in_a_sentence_data();
    void damaged_sessions_end_in_a_sentence();
    void markup_in_a_session_stays_letters();
    void a_replay_with_a_document_leaves();
    void a_signal_ends_the_run_with_its_record();
    void a_run_over_images_needs_nobody();
    void wrong_words_on_images_are_told_data();
    void wrong_words_on_images_are_told();

private:
    struct Ended {
        int code = -1;
        bool crashed = true;
        QString words;
    };
    QString session(const char* sql = "")
    {
        const QString path = folder_.filePath(QStringLiteral("s%1.ttt").arg(++sessions_));
        test::log_run(path.toStdString(), 0, [](RunHeader& header) { header.device_name = "<img src=\"/dev/zero\">"; });
        sqlite3* file = nullptr;
        const bool changed = sqlite3_open(path.toUtf8().constData(), &file) == SQLITE_OK &&
                             sqlite3_exec(file, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
        sqlite3_close(file);
        return changed ? path : QString();
    }
    std::unique_ptr<QProcess> start(const QStringList& arguments)
    {
        auto program = std::make_unique<QProcess>();
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), QStringLiteral("offscreen"));
        environment.insert(QStringLiteral("HOME"), folder_.path());
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), folder_.path());
        environment.insert(QStringLiteral("XDG_DATA_HOME"), folder_.path());
        environment.insert(QStringLiteral("TTT_RESOURCES"), QStringLiteral(TTT_RESOURCES_DIR));
        program->setProcessEnvironment(environment);
        program->start(QStringLiteral(TTT_WORKBENCH), arguments + QStringList{QStringLiteral("--safe")});
        return program;
    }
    Ended end(QProcess& program)
    {
        constexpr int patience_ms = 60'000;  // on a busy machine
        if (!program.waitForFinished(patience_ms)) {
            program.kill();
            program.waitForFinished();
            return {.code = -1, .crashed = true, .words = QStringLiteral("it did not end")};
        }
        return {program.exitCode(), program.exitStatus() == QProcess::CrashExit,
                QString::fromUtf8(program.readAllStandardError())};
    }
    QStringList replay(const QString& session) const
    {
        return {QStringLiteral("--session"),    session,
                QStringLiteral("--replay"),     QStringLiteral("latest"),
                QStringLiteral("--screenshot"), folder_.filePath(QStringLiteral("x.png")),
                QStringLiteral("--quit")};
    }

    QTemporaryDir folder_;
    int sessions_ = 0;
};

void WorkbenchProgramTest::damaged_sessions_end_in_a_sentence_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::newRow("a chunk ends behind the text") << QByteArray("UPDATE step SET item_end = 8589934592 WHERE step = 9");
    QTest::newRow("a chunk runs backwards") << QByteArray("UPDATE step SET item_end = 10 WHERE step = 3");
    QTest::newRow("a chunk is missing") << QByteArray("DELETE FROM step WHERE step = 4");
    QTest::newRow("more chunks than numbers have digits")
        << QByteArray("UPDATE run SET item_count = 9223372036854775807, step_count = 9223372036854775807");
}

void WorkbenchProgramTest::damaged_sessions_end_in_a_sentence()
{
    QFETCH(QByteArray, sql);
    const QString path = session(sql.constData());
    QVERIFY(!path.isEmpty());
    const auto program = start(replay(path));
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed, qPrintable(ended.words));
    QCOMPARE(ended.code, 1);
    QVERIFY2(ended.words.contains(QStringLiteral("ttt-workbench: ")), qPrintable(ended.words));
}

void WorkbenchProgramTest::markup_in_a_session_stays_letters()
{
    const auto program = start(replay(session()));
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed && ended.code == 0, qPrintable(ended.words));
}

void WorkbenchProgramTest::a_replay_with_a_document_leaves()
{
    QStringList line = replay(session());
    line += {QStringLiteral("--document"), QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt")};
    const auto program = start(line);
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed && ended.code == 0, qPrintable(ended.words));
}

void WorkbenchProgramTest::a_signal_ends_the_run_with_its_record()
{
    const QString path = folder_.filePath(QStringLiteral("run.ttt"));
    const auto program =
        start({QStringLiteral("--session"), path, QStringLiteral("--run"), QStringLiteral("--document"),
               QStringLiteral(TTT_RESOURCES_DIR "/documents/emma-start.txt")});
    const auto steps = [&]() -> std::int64_t {
        try {
            const auto runs = SessionReader(path.toStdString()).runs();
            return runs.empty() ? 0 : runs[0].summary.steps;
        } catch (const std::exception&) {  // not there yet
            return 0;
        }
    };
    QVERIFY(QTest::qWaitFor([&] { return steps() > 0; }, 120'000));
    ::kill(static_cast<pid_t>(program->processId()), SIGTERM);
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed, qPrintable(ended.words));
    QCOMPARE(ended.code, 128 + SIGTERM);
    QCOMPARE(SessionReader(path.toStdString()).runs()[0].summary.state, RunState::cancelled);
}

void WorkbenchProgramTest::a_run_over_images_needs_nobody()
{
    const QString path = folder_.filePath(QStringLiteral("images.ttt"));
    const auto program =
        start(QStringLiteral("--images fashion-mnist --stream fog:3,clean --order continual --batch 10 "
                             "--count 20 --method memo --run --quit --session")
                  .split(u' ') +
              QStringList{path});
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed && ended.code == 0, qPrintable(ended.words));
    const RunInfo run = SessionReader(path.toStdString()).find("");
    QCOMPARE(run.summary.state, RunState::finished);
    QCOMPARE(run.summary.items, 40);
    QCOMPARE(run.header.config.method, std::string("memo"));
    QCOMPARE(run.header.config.order, std::string("continual"));
    QVERIFY(run.header.config.model.ends_with("fashion-mnist-gn"));  // the one that fits the method
}

void WorkbenchProgramTest::wrong_words_on_images_are_told_data()
{
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("word");
    QTest::addColumn<int>("code");
    QTest::newRow("no images") << "--stream fog:5"
                               << "--images" << 2;
    QTest::newRow("both") << "--images fashion-mnist --document x.txt"
                          << "a document or images" << 2;
    QTest::newRow("a method for text") << "--images fashion-mnist --method lora"
                                       << "lora" << 2;
    QTest::newRow("no number") << "--images fashion-mnist --batch many"
                               << "--batch" << 2;
    QTest::newRow("not there") << "--images /nowhere/x.npy --run --quit"
                               << "/nowhere/x.npy" << 1;
    QTest::newRow("no such corruption") << "--images fashion-mnist --stream mist:5 --run --quit"
                                        << "no corruption 'mist'" << 1;
}

void WorkbenchProgramTest::wrong_words_on_images_are_told()
{
    QFETCH(QString, line);
    QFETCH(QString, word);
    QFETCH(int, code);
    const auto program = start(line.split(u' '));
    const Ended ended = end(*program);
    QVERIFY2(!ended.crashed, qPrintable(ended.words));
    QCOMPARE(ended.code, code);
    QVERIFY2(ended.words.contains(word), qPrintable(ended.words));
}

TTT_TEST(WorkbenchProgramTest)
#include "tst_workbench_program.moc"
