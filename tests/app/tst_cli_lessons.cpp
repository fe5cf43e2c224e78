// `ttt lessons FOLDER`: a class from its session files.
#include "sessions/lesson_answers.h"
#include "tests/app/ttt_program.h"
#include "tests/support/test_main.h"

#include <QJsonArray>

#include <limits>

using namespace ttt;
using namespace ttt::test;

class CliLessons : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void a_class_is_counted();
    void the_first_answer_of_a_learner_counts();
    void what_is_no_session_is_named();
    void a_folder_without_answers_says_so();
    void a_missing_folder_is_a_failure();

private:
    static void add(const Folder& folder, const QString& file, const char* learner, const char* lesson,
                    const char* step, double score, std::int64_t time)
    {
        QDir(folder.path(".")).mkpath(QFileInfo(file).path());
        LessonAnswer answer;
        answer.learner = learner;
        answer.lesson = lesson;
        answer.step = step;
        answer.answer = "answer";
        answer.truth = "truth";
        answer.score = score;
        answer.created_unix_ms = time;
        add_lesson_answer(folder.path(file).toStdString(), answer);
    }
    static QStringList json(const QString& folder) { return {"lessons", folder, "--json"}; }
};

void CliLessons::a_class_is_counted()
{
    const Folder folder;
    add(folder, "class/a.ttt", "Ada", "02-fast", "sketch", 0.9, 2000);
    add(folder, "class/a.ttt", "Ada", "02-fast", "which", 1, 1000);
    add(folder, "class/b.ttt", "Bo", "02-fast", "which", 0, 3000);
    add(folder, "class/b.ttt", "Bo", "01-heads", "guess", std::numeric_limits<double>::quiet_NaN(), 9000);
    const Outcome text = folder.run({"lessons", "class"});
    QCOMPARE(text.code, 0);
    QVERIFY2(text.out.startsWith("Class in class: 2 files, 2 learners\n"), qPrintable(text.out));
    QVERIFY2(text.out.contains(QRegularExpression("02-fast +which +2 +1 +0.50")), qPrintable(text.out));
    const QJsonArray steps = folder.run(json("class")).json()["steps"].toArray();
    QCOMPARE(steps.size(), 3);
    QCOMPARE(steps[0]["step"].toString(), "guess");  // lessons by name
    QVERIFY(steps[0]["mean_score"].isNull());
    QCOMPARE(steps[1]["step"].toString(), "which");  // steps as they were answered
    QCOMPARE(steps[1]["answered"].toInt(), 2);
    QCOMPARE(steps[1]["right"].toInt(), 1);
    QCOMPARE(steps[2]["step"].toString(), "sketch");
    QCOMPARE(steps[2]["right"].toInt(), 1);
    QCOMPARE(steps[2]["answers"][0]["learner"].toString(), "Ada");
}

void CliLessons::the_first_answer_of_a_learner_counts()
{
    const Folder folder;
    add(folder, "class/a.ttt", "Ada", "l", "s", 0, 1000);
    add(folder, "class/a.ttt", "Ada", "l", "s", 1, 2000);
    add(folder, "class/a.ttt", "Bo", "l", "s", 1, 3000);  // at the same computer
    const QJsonObject all = folder.run(json("class")).json();
    QCOMPARE(all["learners"].toInt(), 2);
    QCOMPARE(all["steps"][0]["answered"].toInt(), 2);
    QCOMPARE(all["steps"][0]["right"].toInt(), 1);
}

void CliLessons::what_is_no_session_is_named()
{
    const Folder folder;
    add(folder, "class/a.ttt", "", "l", "s", 1, 1000);
    folder.write("class/b.ttt", "this is no session");
    folder.write("class/notes.txt", "nor is this, but nobody says so");
    const Outcome outcome = folder.run(json("class"));
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.err.contains("b.ttt") && !outcome.err.contains("notes"), qPrintable(outcome.err));
    QCOMPARE(outcome.json()["files"].toInt(), 1);
    QCOMPARE(outcome.json()["problems"].toArray().size(), 1);
}

void CliLessons::a_folder_without_answers_says_so()
{
    const Folder folder;
    QDir(folder.path(".")).mkpath("class");
    const Outcome outcome = folder.run({"lessons", "class"});
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.out, "Class in class: 0 files, 0 learners; no answers yet\n");
}

void CliLessons::a_missing_folder_is_a_failure()
{
    const Folder folder;
    const Outcome outcome = folder.run({"lessons", "nowhere"});
    QCOMPARE(outcome.code, 1);
    QVERIFY2(outcome.err.startsWith("ttt: The folder ") && outcome.err.contains("nowhere"), qPrintable(outcome.err));
    QCOMPARE(folder.run({"lessons"}).code, 2);
}

TTT_TEST(CliLessons)
#include "tst_cli_lessons.moc"
