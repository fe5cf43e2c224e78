// Every shipped lesson from the menu to its end, by keys alone, with the real engine.
#include "app/window/lessons/class_overview.h"
#include "app/window/lessons/lesson_desk.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "sessions/lesson_answers.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"
#include "views/lessons/highlight_frame.h"
#include "views/lessons/lesson_panel.h"

#include <QAbstractButton>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace ttt;

namespace {

constexpr int patience_ms = 240'000;  // of a run on a busy machine

/// What a person does at the keyboard.
class Learner {
public:
    explicit Learner(test::OwnWindow& window) : window_(window), player_(window.lessons().player()) {}

    void key(int key, Qt::KeyboardModifiers modifiers = {})
    {
        QWidget* focused = QApplication::focusWidget();
        QTest::keyClick(focused ? focused : &window_, static_cast<Qt::Key>(key), modifiers);
        QTest::qWait(1);  // focus moves in the next turn of the event loop
    }
    /// Where the step wants the keyboard.
    void to_text() { key(Qt::Key_L, Qt::ControlModifier); }
    void to_frame()
    {
        to_text();
        if (!panel().hasFocus())
            panel().setFocus();
        key(Qt::Key_Return);
    }
    LessonPanel& panel() const { return *window_.findChild<LessonPanel*>(); }
    QString status() const { return window_.findChild<QLabel*>(QStringLiteral("lesson_status"))->accessibleName(); }
    bool is_done() const { return player_.is_completed(player_.current()); }

    /// False: it did not come to its end.
    bool settle()
    {
        const auto ready = [this] {
            return player_.waits_for().isEmpty() || status().startsWith(QStringLiteral("Press Run"));
        };
        if (!QTest::qWaitFor(ready, patience_ms))
            return false;
        if (player_.waits_for().isEmpty())
            return true;
        key(Qt::Key_F5);
        return QTest::qWaitFor([this] { return player_.waits_for().isEmpty(); }, patience_ms);
    }

    void answer()
    {
        const LessonAsk& ask = player_.step().ask;
        if (ask.kind == LessonAsk::Kind::none || player_.reply())
            return;
        to_text();
        if (ask.kind == LessonAsk::Kind::curve) {
            for (int point = 0; point < ask.points; ++point) {
                for (int up = 0; up < point / 2 + 1; ++up)
                    key(point % 2 == 0 ? Qt::Key_Up : Qt::Key_Down);
                key(Qt::Key_Right);
            }
        } else {
            key(Qt::Key_1 + player_.truth().right);
        }
        key(Qt::Key_Return);
    }

    void reach()
    {
        const LessonGoal& goal = player_.step().goal;
        using Kind = LessonGoal::Kind;
        if (is_done())
            return;
        if (goal.kind == Kind::selected)
            select(goal);
        else if (goal.kind == Kind::theorem)
            for (const TheoremWish& wish : goal.wishes)
                set(wish);
        else if (goal.kind == Kind::causality_checked)
            command(QStringLiteral("causality"));
        else if (goal.kind == Kind::heads_scored || goal.kind == Kind::traced)
            ask_panel();
        (void)QTest::qWaitFor([this] { return is_done(); }, patience_ms);
    }

    void select(const LessonGoal& goal)
    {
        to_frame();
        for (int moves = 0; moves < 60 && !is_done(); ++moves) {
            key(goal.what == LessonGoal::What::item ? Qt::Key_Down : Qt::Key_Right);
            key(Qt::Key_Return);
            QTest::qWait(40);
        }
    }

    /// Tab to the control, then the key that brings it where it is wished.
    void set(const TheoremWish& wish)
    {
        static const std::map<QString, std::pair<QString, int>> ways{
            {QStringLiteral("position"), {QStringLiteral("Position"), Qt::Key_End}},
            {QStringLiteral("rho"), {QStringLiteral("Likeness"), Qt::Key_End}},
            {QStringLiteral("common_mode"), {QStringLiteral("Common mode"), Qt::Key_End}},
            {QStringLiteral("inner"), {QStringLiteral("Width"), Qt::Key_Home}},
            {QStringLiteral("centre_keys"), {QStringLiteral("Centre"), Qt::Key_Space}},
            {QStringLiteral("tap"), {QStringLiteral("Target"), wish.value == 1 ? Qt::Key_Home : Qt::Key_End}},
        };
        const auto& [name, way] = ways.at(wish.field);
        to_frame();
        for (int tabs = 0; tabs < 40; ++tabs) {
            const QWidget* focused = QApplication::focusWidget();
            const auto* box = qobject_cast<const QAbstractButton*>(focused);
            if (focused && (focused->accessibleName().contains(name) || (box && box->text().contains(name))))
                break;
            key(Qt::Key_Tab);
        }
        const bool is_set = wish.field == QLatin1String("common_mode") && player_.step().id == QLatin1String("centre");
        if (!is_set)  // it was set when the step was entered
            key(way);
        if (wish.field == QLatin1String("tap") && !is_done())
            for (int down = 0; down < 3 && !is_done(); ++down, QTest::qWait(60))
                key(Qt::Key_Down);
    }

    void command(const QString& letters)
    {
        to_text();
        key(Qt::Key_P, Qt::ControlModifier | Qt::ShiftModifier);
        QTest::qWait(50);
        QTest::keyClicks(QApplication::focusWidget(), letters);
        key(Qt::Key_Return);
    }

    /// Some panels begin by themselves, others by their button.
    void ask_panel()
    {
        if (QTest::qWaitFor([this] { return is_done(); }, 500))
            return;
        to_frame();
        key(Qt::Key_Space);
        if (!QTest::qWaitFor([this] { return is_done(); }, 500) && window_.lab().state() == LabState::idle)
            key(Qt::Key_Return);
    }

private:
    test::OwnWindow& window_;
    LessonPlayer& player_;
};

QStringList shown_panels(const test::OwnWindow& window)
{
    QStringList names;
    for (const Panel* panel : window.findChildren<Panel*>())
        if (panel->isVisible())
            names.append(panel->objectName());
    names.sort();
    return names;
}

}  // namespace

class LessonsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void every_lesson_is_in_the_menu();
    void a_lesson_by_keys_alone_data();
    void a_lesson_by_keys_alone();
    void answers_come_back();
    void a_lesson_can_be_left_in_the_middle();
    void a_teachers_file_sets_the_scene();
    void a_wrong_teachers_file_says_why();
    void a_class_is_shown();

private:
    WindowOptions options() const
    {
        WindowOptions options;
        options.session = session();
        options.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
        options.tokens = 300;
        options.size = {1500, 940};
        return options;
    }
    QString session() const { return folder_.filePath(QStringLiteral("class/s.ttt")); }
    std::unique_ptr<test::OwnWindow> open(const WindowOptions& options)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        dialogs.inform = dialogs.tell;
        dialogs.confirm = [](auto...) { return true; };
        dialogs.save_file = [this](auto...) { return folder_.filePath(QStringLiteral("class/teacher.json")); };
        dialogs.open_folder = [this](auto...) { return folder_.filePath(QStringLiteral("class")); };
        auto window = std::make_unique<test::OwnWindow>(options, *settings_, dialogs);
        QSignalSpy opened(&window->documents(), &DocumentOpener::answered);
        window->show();
        window->activateWindow();
        window->open_at_start(options);
        if (opened.isEmpty() && !opened.wait(60'000))
            return nullptr;
        QTest::qWait(100);
        return window;
    }
    static QAction* menu_action(test::OwnWindow& window, const QString& lesson)
    {
        for (QAction* menu : window.menuBar()->actions())
            for (QAction* action : menu->menu()->actions())
                if (action->objectName() == QStringLiteral("lesson-") + lesson)
                    return action;
        return nullptr;
    }
    static void picture(test::OwnWindow& window, const QString& name)
    {
        for (const char* theme : {"light", "dark"}) {
            apply_theme(QString::fromLatin1(theme));
            QTest::qWait(120);
            window.grab().save(
                QStringLiteral(TTT_SCREENSHOTS_DIR "/lessons-%1-%2.png").arg(name, QLatin1String(theme)));
        }
        apply_theme(QStringLiteral("light"));
    }

    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_;
};

void LessonsTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    apply_theme(QStringLiteral("light"));
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    QDir(folder_.path()).mkpath(QStringLiteral("class"));
}

void LessonsTest::every_lesson_is_in_the_menu()
{
    const auto window = open(options());
    QVERIFY(window);
    QVERIFY(window->lessons().lessons().size() >= 6);
    for (const LessonFile& file : window->lessons().lessons()) {
        QVERIFY2(file.problem.isEmpty(), qPrintable(file.problem));
        QAction* action = menu_action(*window, file.lesson.id);
        QVERIFY(action);
        QVERIFY(action->text().contains(file.lesson.title));
    }
}

void LessonsTest::a_lesson_by_keys_alone_data()
{
    QTest::addColumn<QString>("id");
    const QDir folder(QStringLiteral(TTT_RESOURCES_DIR "/lessons"));
    for (const QString& name : folder.entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name))
        QTest::newRow(qPrintable(name)) << name.chopped(5);
}

void LessonsTest::a_lesson_by_keys_alone()
{
    QFETCH(QString, id);
    told_.clear();
    const auto window = open(options());
    QVERIFY(window);
    const QStringList panels = shown_panels(*window);
    const std::string document = window->document().path;
    LessonPlayer& player = window->lessons().player();
    menu_action(*window, id)->trigger();
    QVERIFY(player.is_open());
    Learner learner(*window);
    auto* name = window->findChild<QLineEdit*>(QStringLiteral("learner"));
    int questions = 0;
    while (player.is_open()) {
        const int step = player.current();
        const QString where = id + u' ' + player.step().id;
        QVERIFY2(learner.settle(), qPrintable(where + QStringLiteral(": ") + learner.status()));
        QTest::qWait(60);
        if (name->isVisible()) {
            learner.to_text();
            QCOMPARE(QApplication::focusWidget(), name);
            QTest::keyClicks(name, QStringLiteral("Ada"));
            learner.key(Qt::Key_Return);
        }
        for (const QString& framed : player.step().highlight)
            QVERIFY2(window->findChild<QWidget*>(framed), qPrintable(where + QStringLiteral(" frames ") + framed));
        QCOMPARE(window->findChildren<HighlightFrame*>().size(), player.step().highlight.size());
        questions += player.step().ask.kind != LessonAsk::Kind::none;
        learner.answer();
        learner.reach();
        QVERIFY2(learner.is_done(), qPrintable(where + QStringLiteral(": ") + learner.status()));
        picture(*window, QStringLiteral("%1-%2").arg(id.left(2)).arg(step + 1));
        learner.to_text();
        learner.key(Qt::Key_Space);
        QVERIFY2(!player.is_open() || player.current() == step + 1, qPrintable(where));
    }
    QVERIFY(player.is_all_completed());
    QVERIFY(menu_action(*window, id)->text().contains(u'✓'));
    window->workbench().session().finish();  // a job writes them
    const std::vector<LessonAnswer> answers = read_lesson_answers(session().toStdString());
    QCOMPARE(std::count_if(answers.begin(), answers.end(),
                           [&](const LessonAnswer& answer) {
                               return answer.lesson == id.toStdString() && answer.learner == "Ada" &&
                                      answer.score >= 0 && !answer.truth.empty();
                           }),
             questions);
    QTRY_COMPARE_WITH_TIMEOUT(window->document().path, document, 30'000);
    QCOMPARE(shown_panels(*window), panels);
    QTRY_COMPARE(window->run().document().token_ids.size(), 300U);
    const QStringList expected =
        id.startsWith(QStringLiteral("03")) ? told_.filter(QStringLiteral("exactly 0")) : QStringList();
    QCOMPARE(told_, expected);  // the report of the causality check, and nothing else
}

void LessonsTest::answers_come_back()
{
    const auto window = open(options());
    QVERIFY(window);
    const QString id = QStringLiteral("02-frozen-and-fast");
    menu_action(*window, id)->trigger();
    LessonPlayer& player = window->lessons().player();
    QCOMPARE(player.current(), 0);  // all was done: once more from the start
    player.go(1);
    QVERIFY(player.reply());
    QVERIFY(player.is_completed(1));
    QCOMPARE(player.reply()->score, 1.0);
}

void LessonsTest::a_lesson_can_be_left_in_the_middle()
{
    const auto window = open(options());
    QVERIFY(window);
    const QStringList panels = shown_panels(*window);
    const std::optional<RunConfig> form = window->findChild<RunForm*>()->config();
    menu_action(*window, QStringLiteral("05-what-breaks-it"))->trigger();
    window->lessons().player().go(1);
    QTRY_VERIFY(shown_panels(*window) != panels);
    window->lessons().leave();
    QCOMPARE(shown_panels(*window), panels);
    QTRY_COMPARE(window->findChild<RunForm*>()->config(), form);
    QTRY_VERIFY(!window->findChild<HighlightFrame*>());
    menu_action(*window, QStringLiteral("05-what-breaks-it"))->trigger();
    window->close();  // the next start must not find the lesson's layout
    const auto again = open(options());
    QVERIFY(again);
    QCOMPARE(shown_panels(*again), panels);
}

void LessonsTest::a_teachers_file_sets_the_scene()
{
    told_.clear();
    QSettings fresh(folder_.filePath(QStringLiteral("pupil.ini")), QSettings::IniFormat);
    QFile file(folder_.filePath(QStringLiteral("teacher.json")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"lesson": "02-frozen-and-fast", "step": "which", "hidden": ["sessions", "cancel_button", "Session",
                   "File › Open model …"], "learner_required": true, "session": "class/pupil.ttt"})");
    file.close();
    WindowOptions wish = options();
    wish.session.clear();
    wish.teacher = file.fileName();
    qputenv("XDG_DATA_HOME", folder_.filePath(QStringLiteral("data")).toUtf8());
    test::OwnWindow window(wish, fresh, [this] {
        Dialogs dialogs = unattended_dialogs();
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        dialogs.inform = dialogs.tell;
        dialogs.confirm = [](auto...) { return true; };
        dialogs.save_file = [this](auto...) { return folder_.filePath(QStringLiteral("saved.json")); };
        return dialogs;
    }());
    QSignalSpy opened(&window.documents(), &DocumentOpener::answered);
    window.show();
    window.activateWindow();
    QVERIFY(window.open_at_start(wish));
    LessonPlayer& player = window.lessons().player();
    QVERIFY(player.is_open());
    QCOMPARE(player.step().id, QStringLiteral("which"));
    Learner learner(window);
    QVERIFY(learner.settle());
    QTest::qWait(100);
    QVERIFY(!window.findChild<QWidget*>(QStringLiteral("cancel_button"))->isVisible());
    QVERIFY(!window.findChild<Panel*>(QStringLiteral("sessions"))->isVisible());
    for (QAction* menu : window.menuBar()->actions())
        QVERIFY(menu->text() != QStringLiteral("&Session") || !menu->isVisible());
    picture(window, QStringLiteral("teacher"));
    learner.key(Qt::Key_Return);  // no name
    auto* name = window.findChild<QLineEdit*>(QStringLiteral("learner"));
    QVERIFY(name->isVisible());
    QTest::keyClicks(name, QStringLiteral("Bo"));
    learner.key(Qt::Key_Return);
    learner.key(Qt::Key_1);  // wrong
    learner.key(Qt::Key_Return);
    QVERIFY2(player.reply(), qPrintable(learner.status()));
    window.workbench().session().finish();
    const auto answers = read_lesson_answers(folder_.filePath(QStringLiteral("class/pupil.ttt")).toStdString());
    QCOMPARE(answers.size(), 1U);
    QCOMPARE(answers[0].learner, std::string("Bo"));
    QCOMPARE(answers[0].score, 0.0);
    learner.command(QStringLiteral("save teacher"));
    const TeacherFile saved = read_teacher_file(folder_.filePath(QStringLiteral("saved.json")));
    QCOMPARE(saved.lesson, QStringLiteral("02-frozen-and-fast"));
    QCOMPARE(saved.step, QStringLiteral("which"));
    QCOMPARE(saved.session, folder_.filePath(QStringLiteral("class/pupil.ttt")));
    QVERIFY(saved.hidden.contains(QStringLiteral("cancel_button")) && saved.learner_required);
    window.lessons().leave();
    QVERIFY(!window.findChild<Panel*>(QStringLiteral("sessions"))->isVisible());  // hidden is hidden
    QVERIFY2(told_.isEmpty(), qPrintable(told_.join(u'\n')));
}

void LessonsTest::a_wrong_teachers_file_says_why()
{
    told_.clear();
    const auto window = open(options());
    QVERIFY(window);
    const QString path = folder_.filePath(QStringLiteral("wrong.json"));
    const auto write = [&](const QByteArray& json) {
        QFile file(path);
        return file.open(QIODevice::WriteOnly) && file.write(json) >= 0;
    };
    QVERIFY(write(R"({"lessn": "x"})"));
    window->lessons().open_teacher(path);
    QVERIFY2(told_.join(u'\n').contains(QStringLiteral("wrong.json, field \"lessn\"")), qPrintable(told_.join(u'\n')));
    QVERIFY(write(R"({"lesson": "no-such-lesson.json", "hidden": ["no such thing"]})"));
    window->lessons().open_teacher(path);
    QVERIFY(told_.join(u'\n').contains(QStringLiteral("no such thing")));
    QVERIFY(told_.last().contains(QStringLiteral("There is no file")));
    QVERIFY(!window->lessons().player().is_open());
}

void LessonsTest::a_class_is_shown()
{
    const std::string curve = "[0.1,0.1,0.1,0.1,0.1,0.1,0.1,0.1]";
    for (int pupil = 0; pupil < 3; ++pupil) {
        const std::string path = folder_.filePath(QStringLiteral("class/p%1.ttt").arg(pupil)).toStdString();
        LessonAnswer answer;
        answer.learner = "pupil " + std::to_string(pupil);
        answer.lesson = "02-frozen-and-fast";
        answer.step = "sketch";
        answer.answer = pupil == 0 ? curve : "[0.02,0.04,0.05,0.055,0.06,0.06,0.06,0.06]";
        answer.truth = "[0.025,0.042,0.05,0.054,0.056,0.058,0.06,0.06]";
        answer.score = pupil == 0 ? 0.2 : 0.95;
        add_lesson_answer(path, answer);
    }
    const ClassAnswers answers = read_class(folder_.filePath(QStringLiteral("class")).toStdString());
    QVERIFY2(answers.problems.empty(), answers.problems.empty() ? "" : answers.problems[0].c_str());
    ClassOverview overview(QStringLiteral("class"), answers, shipped_lessons());
    overview.show();
    QTableWidget& table = overview.table();
    int row = -1;
    for (int at = 0; at < table.rowCount(); ++at)
        if (table.item(at, 1)->text() == QStringLiteral("sketch") &&
            table.item(at, 0)->text().startsWith(QStringLiteral("Frozen")))
            row = at;
    QVERIFY(row >= 0);
    QCOMPARE(table.item(row, 3)->text(), QString::number(answers.steps[static_cast<std::size_t>(row)].answers.size()));
    table.setCurrentCell(row, 0);
    for (const char* theme : {"light", "dark"}) {
        apply_theme(QString::fromLatin1(theme));
        QTest::qWait(100);
        overview.grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/lessons-class-%1.png").arg(QLatin1String(theme)));
    }
    apply_theme(QStringLiteral("light"));
    table.setCurrentCell(0, 0);
    overview.grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/lessons-class-choice.png"));
}

TTT_TEST(LessonsTest)
#include "tst_lessons.moc"
