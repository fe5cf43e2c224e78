// Answers given in lessons: kept beside the runs, in any file.
#include "sessions/edit.h"
#include "sessions/lesson_answers.h"
#include "sessions/session_reader.h"
#include "sessions/sqlite.h"
#include "tests/sessions/session_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <cmath>
#include <filesystem>
#include <limits>

using namespace ttt;

namespace {

LessonAnswer guess()
{
    return {.learner = "Zo\u00eb",
            .lesson = "induction",
            .step = "guess-b",
            .answer = " Dashwood",
            .truth = "[[0, 1.5], [64, 0.25]]",
            .score = 0.75,
            .run_id = sample::header().run_id,
            .created_unix_ms = 1'790'000'000'123};
}

}  // namespace

class TestLessonAnswers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void they_make_the_file_and_come_back()
    {
        const SessionFolder folder;
        LessonAnswer first = guess();
        LessonAnswer second = guess();
        second.answer = "";
        second.run_id = "";
        first.id = add_lesson_answer(folder.path(), first);
        second.id = add_lesson_answer(folder.path(), second);
        QVERIFY(first.id != second.id);
        QVERIFY(read_lesson_answers(folder.path()) == (std::vector<LessonAnswer>{first, second}));
        QVERIFY(SessionReader(folder.path()).runs().empty());
        QVERIFY(!std::filesystem::exists(folder.path() + "-wal"));  // one file that can be sent
    }

    void time_and_score_may_be_missing()
    {
        const SessionFolder folder;
        LessonAnswer answer = guess();
        answer.created_unix_ms = 0;
        answer.score = std::numeric_limits<double>::quiet_NaN();
        add_lesson_answer(folder.path(), answer);
        const LessonAnswer back = read_lesson_answers(folder.path()).at(0);
        QVERIFY(back.created_unix_ms > 1'500'000'000'000);
        QVERIFY(std::isnan(back.score));
    }

    void they_stand_beside_a_run_that_goes_on()
    {
        const SessionFolder folder;
        SessionWriter writer(folder.path());
        writer.begin(sample::header(), sample::document(12));
        writer.append(sample::step(0));
        add_lesson_answer(folder.path(), guess());
        writer.append(sample::step(1));
        QCOMPARE(read_lesson_answers(folder.path()).size(), 1u);
        writer.end(sample::summary());
        QCOMPARE(SessionReader(folder.path()).steps(sample::header().run_id, 0, 9).size(), 2u);
    }

    void an_answer_outlives_its_run()
    {
        const SessionFolder folder;
        write_sample(folder.path());
        add_lesson_answer(folder.path(), guess());
        delete_run(folder.path(), sample::header().run_id);
        QCOMPARE(read_lesson_answers(folder.path()).at(0).run_id, sample::header().run_id);
    }

    void a_writer_that_logs_no_run_leaves_them()
    {
        const SessionFolder folder;
        {
            const SessionWriter writer(folder.path());  // made the file, and takes it away again if it stays empty
            add_lesson_answer(folder.path(), guess());
        }
        QCOMPARE(read_lesson_answers(folder.path()).size(), 1u);
    }

    void wrong_ones_get_a_sentence()
    {
        const SessionFolder folder;
        LessonAnswer answer = guess();
        answer.step = "";
        QCOMPARE(sentence_of([&] { add_lesson_answer(folder.path(), answer); }),
                 std::string("An answer must name its lesson and step, got lesson \"induction\", step \"\"."));
        QVERIFY(!std::filesystem::exists(folder.path()));
        QCOMPARE(sentence_of([&] { read_lesson_answers(folder.path()); }),
                 "Session file \"" + folder.path() + "\" does not exist.");
        write_file(folder.path(), "It is a truth universally acknowledged, that a single man in possession");
        QCOMPARE(sentence_of([&] { add_lesson_answer(folder.path(), guess()); }),
                 "\"" + folder.path() + "\" is not a session file of TTT Workbench.");
    }
};

TTT_TEST(TestLessonAnswers)
#include "tst_lesson_answers.moc"
