// What must never end or fool the window: edits before a quit, exceptions, markup and paths in files of strangers.
#include "app/window/lessons/lesson_desk.h"
#include "app/window/methods/methods_window.h"
#include "app/window/shell/leave_signals.h"
#include "app/window/shell/program.h"
#include "app/window/shell/unattended.h"
#include "engine/records/error.h"
#include "sessions/session_reader.h"
#include "tests/support/logged_run.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/session_list.h"
#include "views/lessons/lesson_panel.h"
#include "views/lessons/lesson_words.h"
#include "views/plain_text.h"

#include <QMessageBox>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

#include <csignal>

using namespace ttt;

namespace {

const QString picture = QStringLiteral("<img src=\"/dev/zero\">");

QAction* action_named(const QWidget& window, const QString& text)
{
    for (QAction* action : window.findChildren<QAction*>())
        if (QString(action->text()).remove(u'&').startsWith(text))
            return action;
    return nullptr;
}

}  // namespace

class WindowSafetyTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void edits_before_a_quit_data();
    void edits_before_a_quit();
    void a_quit_with_everything_open();
    void what_a_slot_throws_becomes_a_sentence();
    void no_label_reads_markup();
    void boxes_and_tips_are_plain();
    void lessons_fetch_nothing();
    void lessons_stay_in_their_folder();
    void a_teacher_does_not_choose_where_one_writes();
    void signals_ask_to_leave();

private:
    std::string session() { return folder_.filePath(QStringLiteral("s%1.ttt").arg(++sessions_)).toStdString(); }
    std::unique_ptr<test::OwnWindow> open(const std::string& session)
    {
        Dialogs dialogs = unattended_dialogs();
        dialogs.ask_text = [](auto...) { return std::optional<QString>(QStringLiteral("one, two")); };
        dialogs.tell = [this](QWidget*, const QString&, const QString& sentence) { told_.append(sentence); };
        dialogs.confirm = [this](auto...) { return agrees_; };
        auto window = std::make_unique<test::OwnWindow>(WindowOptions{}, *settings_, dialogs);
        window->show();
        window->open_session(QString::fromStdString(session));
        return window;
    }
    bool show_run(test::OwnWindow& window, const std::string& id)
    {
        window.open_run(QString::fromStdString(id));
        return QTest::qWaitFor([&] { return window.controller().activity() == Activity::idle; }, 20'000) &&
               window.run().step_count() > 0;
    }
    QString write(const QString& name, const QByteArray& text)
    {
        QFile file(folder_.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(text) >= 0 ? file.fileName() : QString();
    }

    QTemporaryDir folder_;
    std::unique_ptr<QSettings> settings_;
    QStringList told_;
    int sessions_ = 0;
    bool agrees_ = false;
};

void WindowSafetyTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    settings_ = std::make_unique<QSettings>(folder_.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
}

void WindowSafetyTest::edits_before_a_quit_data()
{
    QTest::addColumn<QStringList>("edits");
    const auto row = [](const char* name, const QStringList& edits) { QTest::newRow(name) << edits; };
    row("rename", {"rename"});
    row("tag", {"tag"});
    row("delete", {"delete"});
    row("delete and undo", {"delete", "undo"});
    row("all of them", {"rename", "tag", "delete", "undo", "undo", "redo"});
}

void WindowSafetyTest::edits_before_a_quit()
{
    QFETCH(QStringList, edits);
    const std::string file = session();
    const QString id = QString::fromStdString(test::log_run(file, 0, [](RunHeader&) {}));
    test::log_run(file, 1, [](RunHeader&) {});
    auto window = open(file);
    QVERIFY(show_run(*window, id.toStdString()));
    auto* list = window->findChild<SessionList*>();
    for (const QString& edit : edits) {
        if (edit == QStringLiteral("rename"))
            Q_EMIT list->rename_requested(id, QStringLiteral("mine"));
        else if (edit == QStringLiteral("tag"))
            Q_EMIT list->tags_requested(id);
        else if (edit == QStringLiteral("delete"))
            Q_EMIT list->delete_requested({id});
        else
            action_named(*window, edit == QStringLiteral("undo") ? QStringLiteral("Undo") : QStringLiteral("Redo"))
                ->trigger();
        QCoreApplication::processEvents();
    }
    window->close();
    window.reset();
    const bool is_gone = edits.lastIndexOf(QStringLiteral("delete")) == edits.size() - 1;
    QCOMPARE(SessionReader(file).runs().size(), is_gone ? 1U : 2U);
}

void WindowSafetyTest::a_quit_with_everything_open()
{
    const std::string file = session();
    const std::string id = test::log_run(file, 0, [](RunHeader&) {});
    const std::string other = test::log_run(file, 1, [](RunHeader&) {});
    auto window = open(file);
    QVERIFY(show_run(*window, id));
    window->compare({QString::fromStdString(other)});
    window->show_methods();
    Q_EMIT window->findChild<SessionList*>()->rename_requested(QString::fromStdString(id), QStringLiteral("x"));
    window->findChild<Panel*>(QStringLiteral("perplexity"))->full_screen_action()->trigger();
    window->lessons().start(window->lessons().lessons().front().lesson);
    QTest::qWait(50);
    window.reset();  // without close(): as when the program ends from elsewhere
}

void WindowSafetyTest::what_a_slot_throws_becomes_a_sentence()
{
    auto& program = static_cast<Program&>(*qApp);
    QStringList told;
    program.set_teller([&](const QString& sentence) { told.append(sentence); });
    const int before = program.fault_count();
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [] { throw Error("The disk is full."); });
    timer.start(1);
    QTRY_VERIFY(program.fault_count() >= before + 3);
    timer.stop();
    QCOMPARE(told, QStringList{QStringLiteral("The disk is full.")});  // once
    QTimer::singleShot(0, this, [] { throw std::out_of_range("vector::at"); });
    QTRY_COMPARE(told.size(), 2);
    QVERIFY(told[1].contains(QStringLiteral("vector::at")));
    program.set_teller([](const QString& sentence) { QTest::qFail(qPrintable(sentence), __FILE__, __LINE__); });
}

void WindowSafetyTest::no_label_reads_markup()
{
    const std::string file = session();
    const std::string id = test::log_run(file, 0, [](RunHeader& header) {
        header.device_name = picture.toStdString();
        header.config.model = "/models/" + picture.toStdString();
    });
    auto window = open(file);
    QVERIFY(show_run(*window, id));
    int seen = 0;
    for (const QLabel* label : window->findChildren<QLabel*>())
        seen += label->text().contains(picture) ? 1 : 0;
    window->show_methods();
    window->lessons().start(window->lessons().lessons().front().lesson);
    QTest::qWait(100);
    for (const QLabel* label : window->findChildren<QLabel*>()) {
        const QWidget* parent = label->parentWidget();
        bool is_own_markup = label->objectName() == QStringLiteral("theorem_words");  // the formula
        for (; parent && !is_own_markup; parent = parent->parentWidget())
            is_own_markup = qobject_cast<const LessonPanel*>(parent);
        QVERIFY2(is_own_markup || label->textFormat() == Qt::PlainText, qPrintable(label->text()));
    }
    QVERIFY2(seen > 0, "the device's name is shown nowhere");
}

void WindowSafetyTest::boxes_and_tips_are_plain()
{
    keep_texts_plain();
    Qt::TextFormat format = Qt::AutoText;
    QTimer::singleShot(50, this, [&] {
        auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        format = box ? box->textFormat() : Qt::AutoText;
        if (box)
            box->close();
    });
    window_dialogs().tell(nullptr, picture, picture);
    QCOMPARE(format, Qt::PlainText);

    QWidget widget;
    widget.resize(200, 100);
    widget.setToolTip(picture + QStringLiteral(" a long sentence").repeated(20));
    widget.show();
    QHelpEvent help(QEvent::ToolTip, QPoint(5, 5), widget.mapToGlobal(QPoint(5, 5)));
    QCoreApplication::sendEvent(&widget, &help);
    QLabel* tip = nullptr;
    for (QWidget* top : QApplication::topLevelWidgets())
        if (top->inherits("QTipLabel"))
            tip = qobject_cast<QLabel*>(top);
    QVERIFY(tip);
    QCOMPARE(tip->textFormat(), Qt::PlainText);
    QVERIFY(tip->text().startsWith(picture));
    QVERIFY(tip->text().contains(u'\n'));
    tip->hide();
    QCOMPARE(tip_lines(QStringLiteral("short\nlines stay")), QStringLiteral("short\nlines stay"));
}

void WindowSafetyTest::lessons_fetch_nothing()
{
    const QString html = lesson_html(QStringLiteral("before ![a cat](/dev/zero) <img src=/dev/zero> <b>after</b>"));
    QVERIFY2(!html.contains(QStringLiteral("<img")), qPrintable(html));
    const QString plain = lesson_plain(QStringLiteral("![a cat](/dev/zero) **bold**"));
    QVERIFY2(!plain.contains(QChar::ObjectReplacementCharacter) && plain.endsWith(QStringLiteral("bold")),
             qPrintable(plain));
}

void WindowSafetyTest::lessons_stay_in_their_folder()
{
    const auto lesson = [&](const QByteArray& document) {
        return read_lesson_file(write(QStringLiteral("l.json"),
                                      R"({"id": "l", "title": "t", "minutes": 5, "steps": [{"id": "a", "text": "b",
                                          "state": {"document": ")" +
                                          document + R"("}}]})"))
            .problem;
    };
    QCOMPARE(lesson("quick-page.txt"), QString());
    for (const QByteArray& path : {QByteArray("../../../../../etc/passwd"), QByteArray("/etc/passwd"),
                                   QByteArray("a/../../b.txt"), QByteArray("..")})
        QVERIFY2(lesson(path).contains(QStringLiteral("leaves the folder")), path);
    QVERIFY(write(QStringLiteral("own.txt"), "words").size() > 0);
    QVERIFY(!lesson_document(QStringLiteral("own.txt"), folder_.path()).isEmpty());
    QVERIFY(!lesson_document(QStringLiteral("quick-page.txt"), folder_.path()).isEmpty());
    QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), folder_.filePath(QStringLiteral("link.txt"))));
    QCOMPARE(lesson_document(QStringLiteral("link.txt"), folder_.path()), QString());
    QCOMPARE(lesson_document(QStringLiteral("own.txt"), {}), QString());
}

void WindowSafetyTest::a_teacher_does_not_choose_where_one_writes()
{
    const auto why = [&](const QByteArray& json) -> QString {
        try {
            read_teacher_file(write(QStringLiteral("t.json"), json));
        } catch (const Error& error) {
            return QString::fromUtf8(error.what());
        }
        return {};
    };
    for (const char* wrong : {R"({"session": "/tmp/other.ttt"})", R"({"session": "../other.ttt"})",
                              R"({"lesson": "../other.json"})", R"({"lesson": "/etc/other.json"})"})
        QVERIFY2(why(wrong).contains(QStringLiteral("outside of its own folder")), wrong);
    QCOMPARE(why(R"({"session": "class/a.ttt"})"), QString());

    const std::string own = session();
    test::log_run(own, 0, [](RunHeader&) {});
    const auto window = open(own);
    const QString file = write(QStringLiteral("t.json"), R"({"session": "theirs.ttt"})");
    const auto session_named = [&] { return window->findChild<QLabel*>(QStringLiteral("session_words"))->toolTip(); };
    agrees_ = false;
    window->lessons().open_teacher(file);
    QCOMPARE(session_named(), QString::fromStdString(own));
    agrees_ = true;
    window->lessons().open_teacher(file);
    QCOMPARE(session_named(), folder_.filePath(QStringLiteral("theirs.ttt")));
}

void WindowSafetyTest::signals_ask_to_leave()
{
    const LeaveSignals leave;
    QSignalSpy asked(&leave, &LeaveSignals::asked);
    std::raise(SIGHUP);
    QTRY_COMPARE(asked.size(), 1);
    QCOMPARE(asked[0][0].toInt(), SIGHUP);
}

TTT_TEST(WindowSafetyTest)
#include "tst_window_safety.moc"
