// The panel that asks: places, typing, what is told while nothing is there, and what comes back.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "views/ask_model.h"
#include "views/lab/ask_arms.h"
#include "views/lab/ask_options.h"
#include "views/lab/ask_view.h"
#include "views/run_model.h"
#include "views/selection.h"

#include <QCheckBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace ttt;

namespace {

ArmAnswer answer_of(Arm arm, const std::string& text, std::int64_t tokens = 3)
{
    return {.arm = arm, .top = {{.token = 5, .bytes = " the", .probability = 0.5}}, .text = text, .tokens = tokens};
}

struct Fixture {
    Fixture()
    {
        sample::fill(run, {.tokens = 2000});
        view.resize(600, 300);
        view.show();
        if (!QTest::qWaitForWindowExposed(&view))
            qFatal("The view does not show.");
        ask.reset({});
    }

    void lock(std::int64_t item) { selection.lock({run.step_of(item), item}); }

    RunModel run;
    Selection selection;
    AskModel ask;
    AskView view{run, selection, ask};
    QSignalSpy asked{&ask, &AskModel::asked}, wanted{&ask, &AskModel::going_on_wanted};
};

}  // namespace

class AskViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void nothing_is_asked_by_itself()
    {
        Fixture f;
        QTest::qWait(300);
        QCOMPARE(f.asked.size(), 0);
        QVERIFY(f.view.state_text().startsWith(QStringLiteral("Select a token")));
        QCOMPARE(f.view.place_text(), QStringLiteral("At the end of what was read, token 2,000"));
    }

    void the_place_follows_what_is_locked()
    {
        Fixture f;
        f.lock(1234);
        QVERIFY(f.asked.wait(2000));
        QCOMPARE(f.ask.question().place.at, 1234);
        QVERIFY(f.view.place_text().startsWith(QStringLiteral("Before token 1,234, in chunk ")));
        f.selection.lock({2, -1});  // a chunk: at its beginning
        QVERIFY(f.asked.wait(2000));
        QCOMPARE(f.ask.question().place.at, f.run.items_of(2).first);
    }

    void typing_waits_for_the_last_key()
    {
        Fixture f;
        QTest::keyClicks(&f.view.prompt(), QStringLiteral("Emma"));
        QVERIFY(f.asked.wait(2000));
        QCOMPARE(f.asked.size(), 1);
        QCOMPARE(f.ask.question().prompt, QStringLiteral("Emma"));
    }

    void nothing_is_asked_while_hidden()
    {
        Fixture f;
        f.view.hide();
        f.lock(100);
        QTest::qWait(300);
        QCOMPARE(f.asked.size(), 0);
        f.view.show();
        QVERIFY(f.asked.wait(2000));
    }

    void answers_stand_side_by_side()
    {
        Fixture f;
        f.lock(100);
        QVERIFY(f.asked.wait(2000));
        f.ask.set_progress(50, 100);
        QCOMPARE(f.view.state_text(), QStringLiteral("Reading the text up to here: 50 of 100 tokens"));
        f.ask.set_expected({answer_of(Arm::frozen, {}), answer_of(Arm::adapted, {}), answer_of(Arm::twin, {})});
        QVERIFY(f.view.state_text().isEmpty());
        QCOMPARE(f.view.findChildren<ChanceBars*>().size(), 3);
        QCOMPARE(f.view.findChildren<ChanceBars*>()[1]->accessibleDescription(), QStringLiteral(" the 50.0 %"));
        QCOMPARE(f.view.table().rows.size(), std::size_t{3});
        f.ask.set_expected({answer_of(Arm::frozen, {})});
        QCOMPARE(f.view.findChildren<ChanceBars*>().size(), 1);
    }

    void a_conversation_keeps_its_turns_until_the_place_changes()
    {
        Fixture f;
        const auto converses = f.view.findChildren<QCheckBox*>().last();
        QCOMPARE(converses->text(), QStringLiteral("Conversation"));
        converses->setChecked(true);
        f.lock(100);
        QVERIFY(f.asked.wait(2000));
        f.ask.set_expected({answer_of(Arm::frozen, {}), answer_of(Arm::adapted, {})});
        f.view.prompt().setText(QStringLiteral("Who"));
        f.view.button().click();
        f.ask.set_texts({answer_of(Arm::frozen, " is"), answer_of(Arm::adapted, " was")}, true);
        QVERIFY(f.view.prompt().text().isEmpty());
        QCOMPARE(f.view.arms().text(Arm::adapted), QStringLiteral("Who was"));
        f.view.prompt().setText(QStringLiteral(" she"));
        f.view.button().click();
        QCOMPARE(f.ask.question().turns.size(), std::size_t{1});
        QCOMPARE(f.view.arms().text(Arm::frozen), QStringLiteral("Who is she"));
        f.lock(200);
        QVERIFY(f.asked.wait(2000));
        QVERIFY(f.ask.question().turns.empty());
    }

    void an_answer_streams_and_stops()
    {
        Fixture f;
        QSignalSpy kept(&f.ask, &AskModel::answered), stop(&f.ask, &AskModel::stop_wanted);
        f.lock(100);
        f.view.prompt().setText(QStringLiteral("She"));
        QTest::keyClick(&f.view.prompt(), Qt::Key_Return);
        QCOMPARE(f.wanted.size(), 1);
        QCOMPARE(f.view.button().text(), QStringLiteral("Stop"));
        f.ask.set_expected({answer_of(Arm::frozen, {})});
        f.ask.set_texts({answer_of(Arm::frozen, " was")}, false);
        QCOMPARE(f.view.arms().text(Arm::frozen), QStringLiteral("She was"));
        f.view.button().click();
        QCOMPARE(stop.size(), 1);
        QCOMPARE(kept.size(), 0);
        f.ask.set_texts({answer_of(Arm::frozen, " was not")}, true);
        QCOMPARE(kept.size(), 1);
        QCOMPARE(f.view.button().text(), QStringLiteral("Continue"));
        QCOMPARE(f.view.arms().text(Arm::frozen), QStringLiteral("She was not"));
    }

    void why_nothing_can_be_asked()
    {
        Fixture f;
        f.ask.reset(QStringLiteral("This run was computed by another program."));
        QCOMPARE(f.view.state_text(), QStringLiteral("This run was computed by another program."));
        QVERIFY(!f.view.prompt().isEnabled() && !f.view.button().isEnabled());
        f.lock(100);
        QTest::qWait(300);
        QCOMPARE(f.asked.size(), 0);
        f.ask.reset({});
        f.ask.set_problem(QStringLiteral("The model is gone."));
        QCOMPARE(f.view.state_text(), QStringLiteral("The model is gone."));
    }

    void options_go_with_the_question()
    {
        AskOptions options;
        options.set_chunks(5);
        QSignalSpy changed(&options, &AskOptions::place_changed);
        const auto fields = options.findChildren<QSpinBox*>();
        QCOMPARE(options.at(7), AskPlace{.at = 7});
        for (QSpinBox* field : fields)
            if (field->minimum() < 0) {
                field->setValue(9);
                QCOMPARE(field->value(), 4);
            }
        QCOMPARE(changed.size(), 1);
        QCOMPARE(options.at(7), (AskPlace{.at = 7, .without = 4}));
        AskOptions other;
        other.restore(QStringLiteral("12 0.5 0.9"));
        QCOMPARE(other.choices().length, 12);
        QCOMPARE(other.choices().temperature, 0.5);
        QCOMPARE(other.save(), QStringLiteral("12 0.5 0.9"));
        other.restore(QStringLiteral("nonsense"));
        QCOMPARE(other.choices().length, 12);
    }
};

TTT_TEST(AskViewTest)
#include "tst_ask_view.moc"
