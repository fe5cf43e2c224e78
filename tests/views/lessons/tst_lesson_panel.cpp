// The panel by keyboard and mouse, and how it looks.
#include "tests/support/test_main.h"
#include "tests/views/lessons/fake_stage.h"
#include "views/lessons/answer_chart.h"
#include "views/lessons/choice_ask.h"
#include "views/lessons/curve_ask.h"
#include "views/lessons/drawing_view.h"
#include "views/lessons/highlight_frame.h"
#include "views/lessons/lesson_panel.h"
#include "views/lessons/lesson_player.h"
#include "views/lessons/step_dots.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;
using sample::FakeStage;

namespace {

/// A window with the panel, a part that lessons frame, and a line that wants Space.
struct Desk : QWidget {
    Desk()
    {
        auto* row = new QHBoxLayout(this);
        row->addWidget(panel);
        drift->setObjectName(QStringLiteral("drift"));
        drift->setMinimumWidth(300);
        auto* box = new QVBoxLayout(drift);
        box->addWidget(button);
        box->addWidget(edit);
        row->addWidget(drift);
        resize(760, 720);
        show();
        activateWindow();
        (void)QTest::qWaitForWindowActive(this);
    }
    void open(int step)
    {
        player.open(parse_lesson(sample::fake_lesson, QStringLiteral("fake.json")), {}, {}, step);
        QTest::qWait(1);  // focus moves in the next turn of the event loop
    }
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : this, key, modifiers);
        QTest::qWait(1);
    }
    QString status() const { return findChild<QLabel*>(QStringLiteral("lesson_status"))->accessibleName(); }
    void picture(const char* name)
    {
        for (const bool dark : {false, true}) {
            QApplication::setPalette(application_palette(dark));
            QTest::qWait(60);
            grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/lesson-%1-%2.png")
                            .arg(QLatin1String(name), dark ? QStringLiteral("dark") : QStringLiteral("light")));
        }
        QApplication::setPalette(application_palette(false));
    }

    FakeStage stage;
    LessonPlayer player{stage};
    LessonPanel* panel = new LessonPanel(player);
    QWidget* drift = new QWidget;
    QPushButton* button = new QPushButton(QStringLiteral("button"));
    QLineEdit* edit = new QLineEdit;
};

}  // namespace

class LessonPanelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase()
    {
        QApplication::setStyle(QStringLiteral("Fusion"));
        QApplication::setPalette(application_palette(false));
        QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    }
    void space_goes_on_where_nothing_else_wants_it();
    void back_by_keys();
    void a_frame_follows_its_part();
    void an_answer_by_keys_alone();
    void a_token_is_asked_with_its_text();
    void a_curve_by_keys_alone();
    void a_curve_by_mouse();
    void the_name_is_asked_once();
    void tab_reaches_the_answers();
    void a_drawing_is_shown();
    void a_required_name_is_waited_for();
    void dots_jump_anywhere();
    void a_class_is_drawn();
};

void LessonPanelTest::space_goes_on_where_nothing_else_wants_it()
{
    Desk desk;
    desk.open(0);
    desk.edit->setFocus();
    desk.key(Qt::Key_Space);
    QCOMPARE(desk.edit->text(), QStringLiteral(" "));
    QCOMPARE(desk.player.current(), 0);
    QSignalSpy pressed(desk.button, &QPushButton::clicked);
    desk.button->setFocus();
    desk.key(Qt::Key_Space);
    QCOMPARE(pressed.size(), 1);
    QCOMPARE(desk.player.current(), 0);
    desk.drift->setFocusPolicy(Qt::StrongFocus);
    desk.drift->setFocus();  // a part that has no use for it
    desk.key(Qt::Key_Space);
    QCOMPARE(desk.player.current(), 1);
    desk.panel->setFocus();
    desk.key(Qt::Key_Space);  // the question is open
    QCOMPARE(desk.player.current(), 1);
}

void LessonPanelTest::back_by_keys()
{
    Desk desk;
    desk.open(4);
    desk.panel->setFocus();
    desk.key(Qt::Key_Backspace);
    QCOMPARE(desk.player.current(), 3);
    desk.key(Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(desk.player.current(), 2);
    desk.key(Qt::Key_Escape);
    QVERIFY(desk.player.is_open());
}

void LessonPanelTest::a_frame_follows_its_part()
{
    Desk desk;
    desk.open(0);
    auto* frame = desk.findChild<HighlightFrame*>();
    QVERIFY(frame);
    QCOMPARE(frame->geometry(), QRect(desk.drift->mapTo(&desk, QPoint()), desk.drift->size()));
    desk.resize(900, 600);
    QCoreApplication::processEvents();
    QCOMPARE(frame->geometry(), QRect(desk.drift->mapTo(&desk, QPoint()), desk.drift->size()));
    QVERIFY(!frame->mask().contains(frame->rect().center()));
    desk.drift->hide();
    QVERIFY(!frame->isVisible());
    desk.drift->show();
    QVERIFY(frame->isVisible());
    desk.panel->setFocus();
    desk.key(Qt::Key_Return);
    QCOMPARE(QApplication::focusWidget(), desk.edit);  // not the button before it
    QTest::qWait(200);                                 // the frame has faded in
    desk.picture("text");
    desk.panel->setFocus();
    desk.key(Qt::Key_Space);
    QVERIFY(!desk.findChild<HighlightFrame*>());
}

void LessonPanelTest::an_answer_by_keys_alone()
{
    Desk desk;
    desk.open(1);
    auto* choice = desk.findChild<ChoiceAsk*>();
    QVERIFY(choice->isAncestorOf(QApplication::focusWidget()));
    desk.key(Qt::Key_Return);
    QVERIFY(!desk.player.reply());  // nothing is picked
    desk.picture("choice");
    desk.key(Qt::Key_1);
    desk.key(Qt::Key_Down);
    desk.key(Qt::Key_Down);
    desk.key(Qt::Key_Return);
    QCOMPARE(desk.player.reply()->answer, QStringLiteral("Nothing"));
    QVERIFY(choice->isVisible() && choice->is_revealed());
    const auto buttons = choice->findChildren<QRadioButton*>();
    QVERIFY(buttons[1]->text().contains(QStringLiteral("right")));
    QVERIFY(buttons[2]->text().contains(QStringLiteral("your answer")));
    QVERIFY(desk.status().startsWith(QStringLiteral("Done")));
    desk.picture("choice-told");
    desk.key(Qt::Key_Space);
    QCOMPARE(desk.player.current(), 2);
    desk.key(Qt::Key_Backspace);
    QVERIFY(choice->is_revealed());  // it comes back as it was answered
}

void LessonPanelTest::a_token_is_asked_with_its_text()
{
    Desk desk;
    desk.open(2);
    desk.picture("token");
    desk.key(Qt::Key_1);
    desk.key(Qt::Key_Return);
    QCOMPARE(desk.player.reply()->score, 1.0);
}

void LessonPanelTest::a_curve_by_keys_alone()
{
    Desk desk;
    desk.stage.truth_points = {0.1, 0.2, 0.24, 0.25};
    desk.open(3);
    auto* curve = desk.findChild<CurveAsk*>();
    QCOMPARE(QApplication::focusWidget(), curve);
    desk.key(Qt::Key_Return);
    QVERIFY(!desk.player.reply());  // nothing is drawn
    desk.key(Qt::Key_Down);
    desk.key(Qt::Key_PageDown);
    desk.key(Qt::Key_Right);
    desk.key(Qt::Key_Up, Qt::ShiftModifier);
    desk.key(Qt::Key_End);
    desk.key(Qt::Key_PageUp);
    desk.key(Qt::Key_PageUp);
    desk.key(Qt::Key_PageUp);
    QCOMPARE(curve->chosen(), 3);
    const std::vector<double> drawn{0.1, 0.204, 0.2, 0.4};
    for (std::size_t at = 0; at < drawn.size(); ++at)
        QVERIFY(std::abs(curve->sketch()[at] - drawn[at]) < 1e-9);
    desk.picture("curve");
    desk.key(Qt::Key_Return);
    QVERIFY(desk.player.reply());
    QVERIFY(curve->is_revealed());
    desk.picture("curve-told");
    desk.key(Qt::Key_Space);
    QCOMPARE(desk.player.current(), 4);
}

void LessonPanelTest::a_curve_by_mouse()
{
    Desk desk;
    desk.stage.truth_points = {0.1, 0.2, 0.24, 0.25};
    desk.open(3);
    auto* curve = desk.findChild<CurveAsk*>();
    QTest::mousePress(curve, Qt::LeftButton, {}, curve->place_of(0, 0.1).toPoint());
    QTest::mouseMove(curve, curve->place_of(3, 0.4).toPoint());
    QTest::mouseRelease(curve, Qt::LeftButton, {}, curve->place_of(3, 0.4).toPoint());
    const double pixel = 0.4 / 60;  // of the axis, at least
    for (int at = 0; at < 4; ++at)
        QVERIFY(std::abs(curve->sketch()[static_cast<std::size_t>(at)] - 0.1 * (at + 1)) < 2 * pixel);
    QCOMPARE(curve->chosen(), 3);
}

void LessonPanelTest::the_name_is_asked_once()
{
    Desk desk;
    desk.panel->ask_learner(false);
    QSignalSpy named(desk.panel, &LessonPanel::learner_named);
    desk.open(0);
    auto* line = desk.findChild<QLineEdit*>(QStringLiteral("learner"));
    QVERIFY(!line->isVisible());  // only where something is answered
    desk.player.go(1);
    QTest::qWait(1);
    QCOMPARE(QApplication::focusWidget(), line);
    desk.picture("name");
    QTest::keyClicks(line, QStringLiteral("Ada "));
    desk.key(Qt::Key_Return);
    QCOMPARE(named.value(0).value(0).toString(), QStringLiteral("Ada"));
    QVERIFY(!line->isVisible());
    QVERIFY(desk.findChild<ChoiceAsk*>()->isAncestorOf(QApplication::focusWidget()));
}

/// Tab goes from the name to the answers, not over them to Back; a name that was typed counts.
void LessonPanelTest::tab_reaches_the_answers()
{
    Desk desk;
    desk.panel->ask_learner(false);
    QSignalSpy named(desk.panel, &LessonPanel::learner_named);
    auto* line = desk.findChild<QLineEdit*>(QStringLiteral("learner"));
    auto* choice = desk.findChild<ChoiceAsk*>();
    for (const int step : {2, 1}) {  // the second time the answers are made anew
        desk.open(step);
        QCOMPARE(QApplication::focusWidget(), line);
        desk.key(Qt::Key_Tab);
        QVERIFY(choice->isAncestorOf(QApplication::focusWidget()));
        desk.key(Qt::Key_Tab, Qt::ShiftModifier);
        QCOMPARE(QApplication::focusWidget(), line);
    }
    QTest::keyClicks(line, QStringLiteral("Bo"));
    desk.key(Qt::Key_Tab);
    desk.key(Qt::Key_Space);  // picks, and goes nowhere
    QCOMPARE(desk.player.current(), 1);
    desk.key(Qt::Key_2);
    desk.key(Qt::Key_Tab);  // after the answers
    auto* back = qobject_cast<QPushButton*>(QApplication::focusWidget());
    QVERIFY(back && back->text() == QStringLiteral("Back"));
    desk.key(Qt::Key_Tab, Qt::ShiftModifier);
    QVERIFY(choice->isAncestorOf(QApplication::focusWidget()));
    desk.key(Qt::Key_Return);
    QVERIFY(desk.player.reply());
    QCOMPARE(named.value(0).value(0).toString(), QStringLiteral("Bo"));
}

/// In the panel, in the colours of the theme; where the step hides all panels, the stage shows it.
void LessonPanelTest::a_drawing_is_shown()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("two-boxes.svg")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const Theme& light = theme(false);
    file.write(QStringLiteral("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\" "
                              "viewBox=\"0 0 200 100\"><desc>Two boxes.</desc>"
                              "<rect width=\"100\" height=\"100\" fill=\"%1\"/>"
                              "<rect x=\"100\" width=\"100\" height=\"100\" fill=\"%2\"/></svg>")
                   .arg(light.adapted.name(), light.panel.name())
                   .toUtf8());
    file.close();
    Desk desk;
    desk.panel->set_drawings(folder.path());
    const QByteArray lesson = R"({"id": "d", "title": "D", "minutes": 3, "steps": [
        {"id": "a", "text": "With a drawing.", "state": {"panels": ["drift"], "drawing": "two-boxes"}},
        {"id": "b", "text": "Without one."},
        {"id": "c", "text": "On the stage.", "state": {"panels": [], "drawing": "two-boxes"}},
        {"id": "d", "text": "There is none of this name.", "state": {"panels": ["drift"], "drawing": "no-such"}}]})";
    desk.player.open(parse_lesson(lesson, QStringLiteral("d.json")), {}, {}, 0);
    auto* drawing = desk.findChild<DrawingView*>();
    QVERIFY(drawing && drawing->isVisible());
    QCOMPARE(drawing->accessibleDescription(), QStringLiteral("Two boxes."));
    for (const bool dark : {true, false}) {
        QApplication::setPalette(application_palette(dark));
        QTest::qWait(60);
        const QImage image = drawing->grab().toImage();
        QCOMPARE(image.pixelColor(image.width() / 2 - 20, image.height() / 2), theme(dark).adapted);
        QCOMPARE(image.pixelColor(image.width() / 2 + 20, image.height() / 2), theme(dark).panel);
    }
    const std::vector<bool> shown{true, false, false, false};
    for (int step = 0; step < 4; ++step) {
        desk.player.go(step);
        QCOMPARE(drawing->isVisible(), shown[static_cast<std::size_t>(step)]);
        QCOMPARE(desk.stage.applied.back().drawing.isEmpty(), step == 1);
    }
}

void LessonPanelTest::a_required_name_is_waited_for()
{
    Desk desk;
    desk.panel->ask_learner(true);
    desk.open(1);
    desk.key(Qt::Key_Return);
    QVERIFY(desk.status().startsWith(QStringLiteral("First your name")));
    auto* choice = desk.findChild<ChoiceAsk*>();
    choice->setFocus();
    desk.key(Qt::Key_2);
    desk.key(Qt::Key_Return);
    QVERIFY(!desk.player.reply());
    auto* line = desk.findChild<QLineEdit*>(QStringLiteral("learner"));
    line->setFocus();
    QTest::keyClicks(line, QStringLiteral("Bo"));
    desk.key(Qt::Key_Return);
    desk.key(Qt::Key_Return);
    QCOMPARE(desk.player.reply()->answer, QStringLiteral("The fast weights"));
}

void LessonPanelTest::dots_jump_anywhere()
{
    Desk desk;
    desk.open(0);
    auto* dots = desk.findChild<StepDots*>();
    dots->setFocus();
    desk.key(Qt::Key_End);
    QCOMPARE(desk.player.current(), 4);
    desk.key(Qt::Key_Left);
    QCOMPARE(desk.player.current(), 3);
    QVERIFY(dots->hasFocus());  // a question does not take the keys away from who jumps
    desk.key(Qt::Key_Home);
    QTest::mouseClick(dots, Qt::LeftButton, {}, dots->centre_of(2).toPoint());
    QCOMPARE(desk.player.current(), 2);
}

void LessonPanelTest::a_class_is_drawn()
{
    AnswerChart chart;
    chart.resize(700, 360);
    chart.show();
    LessonAsk ask;
    ask.kind = LessonAsk::Kind::choice;
    ask.options = {QStringLiteral("Attention"), QStringLiteral("The fast weights"), QStringLiteral("Nothing")};
    ask.right = 1;
    chart.set_answers(ask, {{{}, ask.options[1], ask.options[1], 1},
                            {{}, ask.options[1], ask.options[1], 1},
                            {{}, ask.options[0], ask.options[1], 0}});
    QCOMPARE(chart.counts().size(), 3U);
    QCOMPARE(chart.counts()[1].count, 2);
    QVERIFY(chart.counts()[1].right);
    chart.grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/class-choice.png"));
    ask = {};
    ask.kind = LessonAsk::Kind::curve;
    ask.x_label = QStringLiteral("chunks read");
    ask.y_label = QStringLiteral("drift");
    ask.y_to = 0.4;
    std::vector<ShownAnswer> curves;
    for (const char* sketch : {"[0.1,0.2,0.3,0.4]", "[0.05,0.1,0.1,0.1]", "[0.2,0.22,0.23,0.24]"})
        curves.push_back({{}, QLatin1String(sketch), QStringLiteral("[0.1,0.2,0.23,0.25]"), 0.5});
    chart.set_answers(ask, curves);
    QVERIFY(chart.counts().empty());
    chart.grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/class-curves.png"));
    const QImage drawn = chart.grab().toImage();
    chart.set_answers(ask, {});
    QVERIFY(drawn != chart.grab().toImage());
}

TTT_TEST(LessonPanelTest)
#include "tst_lesson_panel.moc"
