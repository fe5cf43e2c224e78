// The player: entering, completing, jumping, answering, leaving.
#include "tests/support/test_main.h"
#include "tests/views/lessons/fake_stage.h"
#include "views/lessons/lesson_player.h"

#include <QSignalSpy>
#include <QTest>

using namespace ttt;
using sample::FakeStage;

class LessonPlayerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void steps_are_entered_in_turn();
    void a_goal_must_be_reached();
    void what_was_done_stays_done();
    void any_step_can_be_jumped_to();
    void the_first_answer_counts();
    void a_curve_is_scored_against_the_truth();
    void answers_come_back();
    void the_last_step_ends_the_lesson();

private:
    static Lesson lesson() { return parse_lesson(sample::fake_lesson, QStringLiteral("fake.json")); }
};

void LessonPlayerTest::steps_are_entered_in_turn()
{
    FakeStage stage;
    LessonPlayer player(stage);
    QSignalSpy entered(&player, &LessonPlayer::entered), completed(&player, &LessonPlayer::completed_step);
    QVERIFY(!player.is_open());
    player.next();
    player.open(lesson(), {}, {});
    QCOMPARE(player.current(), 0);
    QVERIFY(player.is_completed(0));  // nothing is asked
    player.next();
    QCOMPARE(player.current(), 1);
    QCOMPARE(entered.size(), 2);
    QCOMPARE(completed.size(), 1);
    QCOMPARE(stage.applied.size(), 2U);
    player.next();  // the question is open
    QCOMPARE(player.current(), 1);
    player.back();
    QCOMPARE(player.current(), 0);
    player.back();
    QCOMPARE(player.current(), 0);
}

void LessonPlayerTest::a_goal_must_be_reached()
{
    FakeStage stage;
    LessonPlayer player(stage);
    player.open(lesson(), {}, {}, 4);
    QVERIFY(!player.is_completed(4));
    stage.reached = true;
    stage.waits = QStringLiteral("Press Run (F5).");
    player.look();
    QVERIFY(!player.is_completed(4));  // of a run that is not the step's
    stage.waits.clear();
    player.look();
    QVERIFY(player.is_completed(4));
}

void LessonPlayerTest::what_was_done_stays_done()
{
    FakeStage stage;
    LessonPlayer player(stage);
    stage.reached = true;
    player.open(lesson(), {}, {QStringLiteral("pick"), QStringLiteral("of an older version")}, 4);
    stage.reached = false;
    player.look();
    QVERIFY(player.is_completed(4) && player.is_completed(1) && !player.is_completed(0));
    QVERIFY(!player.is_all_completed());
}

void LessonPlayerTest::any_step_can_be_jumped_to()
{
    FakeStage stage;
    LessonPlayer player(stage);
    player.open(lesson(), {}, {}, 99);
    QCOMPARE(player.current(), 4);
    player.go(2);
    QCOMPARE(player.current(), 2);
    player.go(-1);
    player.go(5);
    QCOMPARE(player.current(), 2);
}

void LessonPlayerTest::the_first_answer_counts()
{
    FakeStage stage;
    LessonPlayer player(stage);
    QSignalSpy answered(&player, &LessonPlayer::answered);
    player.open(lesson(), {}, {}, 1);
    player.answer(QStringLiteral("Magic"));  // no option
    QVERIFY(!player.reply());
    player.answer(QStringLiteral("Attention"));
    player.answer(QStringLiteral("The fast weights"));
    QCOMPARE(answered.size(), 1);
    QCOMPARE(player.reply()->answer, QStringLiteral("Attention"));
    QCOMPARE(player.reply()->truth, QStringLiteral("The fast weights"));
    QCOMPARE(player.reply()->score, 0.0);
    QVERIFY(player.is_completed(1));
}

void LessonPlayerTest::a_curve_is_scored_against_the_truth()
{
    FakeStage stage;
    stage.truth_points = {0.1, 0.2, 0.2, 0.2};
    LessonPlayer player(stage);
    player.open(lesson(), {}, {}, 3);
    player.answer(std::vector<double>{0.1});
    QVERIFY(!player.reply());
    player.answer(std::vector<double>{0.1, 0.2, 0.3, 0.3});
    QCOMPARE(player.reply()->score, 0.75);  // 0.05 off in the mean, of 0.2
    QCOMPARE(player.reply()->truth, QStringLiteral("[0.1,0.2,0.2,0.2]"));
}

void LessonPlayerTest::answers_come_back()
{
    FakeStage stage;
    LessonPlayer player(stage);
    player.open(lesson(),
                {{QStringLiteral("pick"), {QStringLiteral("Nothing"), QStringLiteral("The fast weights"), 0}}}, {}, 1);
    QVERIFY(player.reply());
    QVERIFY(player.is_completed(1));
}

void LessonPlayerTest::the_last_step_ends_the_lesson()
{
    FakeStage stage;
    stage.reached = true;
    LessonPlayer player(stage);
    QSignalSpy left(&player, &LessonPlayer::left);
    player.open(lesson(), {}, {}, 4);
    player.next();
    QVERIFY(!player.is_open());
    QCOMPARE(left.size(), 1);
    player.leave();
    QCOMPARE(left.size(), 1);
}

TTT_TEST(LessonPlayerTest)
#include "tst_lesson_player.moc"
