// The list of runs: words, order, filter, keys, what stays when the runs are told anew.
#include "tests/support/test_main.h"
#include "tests/views/tables/panel_shot.h"
#include "views/forms/session_delegate.h"
#include "views/forms/session_list.h"
#include "views/forms/session_rows.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QImage>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <set>

using namespace ttt;

namespace {

RunEntry entry(const char* id, const char* name, RunState state, qint64 started)
{
    RunEntry run;
    run.id = QString::fromUtf8(id);
    run.name = QString::fromUtf8(name);
    run.document = QStringLiteral("emma.txt");
    run.model = QStringLiteral("books-ttt");
    run.state = state;
    run.tokens = 32768;
    run.steps = 256;
    run.steps_done = state == RunState::finished ? 256 : 118;
    run.started_ms = 1'790'000'000'000 + started * 60'000;
    return run;
}

std::vector<RunEntry> runs()
{
    std::vector<RunEntry> all{entry("a", "Emma, 32k, learned decay", RunState::running, 5),
                              entry("b", "Emma, 32k, no decay", RunState::finished, 4),
                              entry("c", "Planted repeats, gap 768", RunState::finished, 3),
                              entry("d", "", RunState::interrupted, 2),
                              entry("e", "Qwen3-0.6B, README", RunState::failed, 1),
                              entry("f", "Zeno", RunState::cancelled, 0)};
    all[0].steps_done = 186;
    all[1].ppl_adapted = 36.9, all[1].ppl_frozen = 47.1, all[1].ppl_twin = 41;
    all[1].tags = QStringList{QStringLiteral("paper"), QStringLiteral("decay")};
    all[1].notes = QStringLiteral("The one in the table.");
    all[2].ppl_adapted = 32, all[2].ppl_frozen = 42.4;
    all[3].document = QStringLiteral("moonstone.txt");
    all[4].state_text = QStringLiteral("out of memory");
    return all;
}

/// A shown list with the runs of above.
struct Bench {
    SessionList sessions;
    QListView* list;
    bool is_active = false;

    Bench() : list(sessions.findChild<QListView*>())
    {
        sessions.set_runs(runs());
        sessions.resize(220, 420);
        sessions.show();
        sessions.activateWindow();
        is_active = QTest::qWaitForWindowActive(&sessions);
        list->setFocus();
    }

    QString titles() const
    {
        QStringList words;
        for (int row = 0; row < list->model()->rowCount(); ++row)
            words += static_cast<SessionRows*>(list->model())->run(row).id;
        return words.join(QString());
    }

    void click(int row, Qt::KeyboardModifiers keys = {})
    {
        QTest::mouseClick(list->viewport(), Qt::LeftButton, keys,
                          list->visualRect(list->model()->index(row, 0)).center());
    }
};

}  // namespace

class SessionListTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void words_of_each_state();
    void filter_asks_for_all_words();
    void marks_differ_without_colour();
    void orders();
    void filters();
    void keys_ask();
    void double_click_opens();
    void compare_needs_two();
    void renames_in_place();
    void telling_anew_keeps_the_place();
    void telling_anew_keeps_an_open_editor();
    void model_is_sound();
    void saves_and_restores();
    void screenshots();
};

void SessionListTest::words_of_each_state()
{
    const auto all = runs();
    QCOMPARE(entry_numbers(all[0]), QStringLiteral("running · 186 of 256"));
    QCOMPARE(entry_numbers(all[1]), QStringLiteral("finished · 36.9 / 47.1"));
    QCOMPARE(entry_numbers(all[3]), QStringLiteral("interrupted at chunk 118"));
    QCOMPARE(entry_numbers(all[4]), QStringLiteral("failed: out of memory"));
    QCOMPARE(entry_numbers(all[5]), QStringLiteral("cancelled at chunk 118"));
    QCOMPARE(entry_title(all[3]), QStringLiteral("moonstone.txt"));
    RunEntry bare = entry("x", "x", RunState::finished, 0);
    QCOMPARE(entry_numbers(bare), QStringLiteral("finished"));
    bare.ppl_frozen = 40;
    QCOMPARE(entry_numbers(bare), QStringLiteral("finished · 40.0"));
    bare.state_text = QStringLiteral("recall 97 %");
    QCOMPARE(entry_numbers(bare), QStringLiteral("finished · recall 97 %"));
    QVERIFY(entry_details(all[1]).contains(u"perplexity twin 41.00") &&
            entry_details(all[1]).contains(u"tags: paper, decay"));
}

void SessionListTest::filter_asks_for_all_words()
{
    const auto all = runs();
    QVERIFY(entry_matches(all[1], QString()));
    QVERIFY(entry_matches(all[1], QStringLiteral("PAPER emma")));
    QVERIFY(!entry_matches(all[1], QStringLiteral("paper moonstone")));
    QVERIFY(entry_matches(all[3], QStringLiteral("moon")));
}

void SessionListTest::marks_differ_without_colour()
{
    std::set<QByteArray> shapes;
    for (const RunState state :
         {RunState::running, RunState::finished, RunState::cancelled, RunState::failed, RunState::interrupted}) {
        QImage image(16, 16, QImage::Format_ARGB32);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        paint_state(painter, QRectF(0, 0, 16, 16), state, theme(application_palette(false)));
        painter.end();
        QByteArray shape;
        for (int at = 0; at < 256; ++at)
            shape += qAlpha(image.pixel(at % 16, at / 16)) > 127 ? '#' : '.';
        QVERIFY(shape.count('#') > 20);
        shapes.insert(shape);
    }
    QCOMPARE(shapes.size(), 5U);
}

void SessionListTest::orders()
{
    Bench bench;
    const auto actions = bench.sessions.title_actions();
    QCOMPARE(bench.titles(), QStringLiteral("abcdef"));
    actions[1]->trigger();
    QCOMPARE(bench.titles(), QStringLiteral("abdcef"));  // moonstone.txt before Planted
    actions[2]->trigger();
    QCOMPARE(bench.titles(), QStringLiteral("cbadef"));  // 0.755 before 0.783, then without numbers, latest first
    actions[3]->trigger();
    QCOMPARE(bench.titles(), QStringLiteral("abcfed"));
    actions[0]->trigger();
    QCOMPARE(bench.titles(), QStringLiteral("abcdef"));
}

void SessionListTest::filters()
{
    Bench bench;
    QCOMPARE(bench.sessions.note(), QStringLiteral("6 runs"));
    bench.click(1);
    auto* field = bench.sessions.findChild<QLineEdit*>();
    QTest::keyClicks(field, QStringLiteral("decay"));
    QCOMPARE(bench.titles(), QStringLiteral("ab"));
    QCOMPARE(bench.sessions.note(), QStringLiteral("2 of 6 runs"));
    QCOMPARE(bench.sessions.selected_ids(), QStringList{QStringLiteral("b")});
    field->setText(QStringLiteral("nothing like it"));
    QCOMPARE(bench.titles(), QString());
    field->clear();
    QCOMPARE(bench.titles(), QStringLiteral("abcdef"));
}

void SessionListTest::keys_ask()
{
    Bench bench;
    QSignalSpy open(&bench.sessions, &SessionList::open_requested),
        remove(&bench.sessions, &SessionList::delete_requested);
    QSignalSpy tags(&bench.sessions, &SessionList::tags_requested),
        notes(&bench.sessions, &SessionList::notes_requested);
    QSignalSpy save(&bench.sessions, &SessionList::export_requested),
        load(&bench.sessions, &SessionList::import_requested);
    QTest::keyClick(bench.list, Qt::Key_Return);
    QVERIFY(open.isEmpty());  // nothing is selected
    bench.click(1);
    QTest::keyClick(bench.list, Qt::Key_Down);
    QTest::keyClick(bench.list, Qt::Key_Return);
    QCOMPARE(open.size(), 1);
    QCOMPARE(open[0][0].toString(), QStringLiteral("c"));
    QTest::keyClick(bench.list, Qt::Key_Down, Qt::ShiftModifier);
    QTest::keyClick(bench.list, Qt::Key_Delete);
    QCOMPARE(remove.size(), 1);
    QCOMPARE(remove[0][0].toStringList(), (QStringList{QStringLiteral("c"), QStringLiteral("d")}));
    bench.click(4);
    QTest::keyClick(bench.list, Qt::Key_T, Qt::ControlModifier);
    QTest::keyClick(bench.list, Qt::Key_N, Qt::ControlModifier);
    QTest::keyClick(bench.list, Qt::Key_E, Qt::ControlModifier);
    QTest::keyClick(bench.list, Qt::Key_I, Qt::ControlModifier);
    for (const QSignalSpy* spy : {&tags, &notes, &save}) {
        QCOMPARE(spy->size(), 1);
        QCOMPARE((*spy)[0][0].toString(), QStringLiteral("e"));
    }
    QCOMPARE(load.size(), 1);
}

void SessionListTest::double_click_opens()
{
    Bench bench;
    QSignalSpy open(&bench.sessions, &SessionList::open_requested);
    const QPoint at = bench.list->visualRect(bench.list->model()->index(3, 0)).center();
    QTest::mouseClick(bench.list->viewport(), Qt::LeftButton, {}, at);
    QTest::mouseDClick(bench.list->viewport(), Qt::LeftButton, {}, at);
    QCOMPARE(open.size(), 1);
    QCOMPARE(open[0][0].toString(), QStringLiteral("d"));
}

void SessionListTest::compare_needs_two()
{
    Bench bench;
    QSignalSpy compare(&bench.sessions, &SessionList::compare_requested);
    bench.click(2);
    QTest::keyClick(bench.list, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(compare.isEmpty());
    bench.click(0, Qt::ControlModifier);
    QTest::keyClick(bench.list, Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(compare.size(), 1);
    QCOMPARE(compare[0][0].toStringList(), (QStringList{QStringLiteral("a"), QStringLiteral("c")}));
}

void SessionListTest::renames_in_place()
{
    Bench bench;
    QSignalSpy rename(&bench.sessions, &SessionList::rename_requested),
        open(&bench.sessions, &SessionList::open_requested);
    bench.click(1);
    QTest::keyClick(bench.list, Qt::Key_F2);
    auto* editor = bench.list->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor);
    QCOMPARE(editor->text(), QStringLiteral("Emma, 32k, no decay"));
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("Emma  again"));
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_COMPARE(rename.size(), 1);
    QCOMPARE(rename[0], (QVariantList{QStringLiteral("b"), QStringLiteral("Emma again")}));
    QVERIFY(open.isEmpty());
    QCOMPARE(bench.list->model()->index(1, 0).data().toString(),
             QStringLiteral("Emma, 32k, no decay"));  // until it is told
}

void SessionListTest::telling_anew_keeps_the_place()
{
    Bench bench;
    std::vector<RunEntry> many;
    for (int at = 0; at < 200; ++at)
        many.push_back(entry(qPrintable(QString::number(at)), "run", RunState::finished, 1000 - at));
    bench.sessions.set_runs(many);
    QCoreApplication::processEvents();
    bench.sessions.select(QStringLiteral("120"));
    const int scroll = bench.list->verticalScrollBar()->value();
    QVERIFY(scroll > 0);
    many[3].state = RunState::failed;
    bench.sessions.set_runs(many);
    QCOMPARE(bench.sessions.selected_ids(), QStringList{QStringLiteral("120")});
    QCOMPARE(bench.list->verticalScrollBar()->value(), scroll);
    many.erase(many.begin() + 150);
    bench.sessions.set_runs(many);
    QCOMPARE(bench.sessions.selected_ids(), QStringList{QStringLiteral("120")});
    QCOMPARE(bench.list->verticalScrollBar()->value(), scroll);
    many.erase(many.begin() + 120);
    bench.sessions.set_runs(many);
    QVERIFY(bench.sessions.selected_ids().isEmpty());
}

void SessionListTest::telling_anew_keeps_an_open_editor()
{
    Bench bench;
    bench.click(1);
    QTest::keyClick(bench.list, Qt::Key_F2);
    auto* editor = bench.list->viewport()->findChild<QLineEdit*>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, QStringLiteral("half typed"));
    auto now = runs();
    now[0].steps_done = 187;
    bench.sessions.set_runs(now);
    QCoreApplication::processEvents();
    QCOMPARE(bench.list->viewport()->findChild<QLineEdit*>(), editor);
    QCOMPARE(editor->text(), QStringLiteral("half typed"));
}

void SessionListTest::model_is_sound()
{
    SessionRows rows;
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rows.set_runs(runs());
    rows.set_filter(QStringLiteral("emma"));
    rows.set_order(SessionOrder::gain);
    rows.set_runs({});
    QCOMPARE(rows.rowCount(), 0);
}

void SessionListTest::saves_and_restores()
{
    Bench bench;
    bench.sessions.title_actions()[2]->trigger();
    Bench other;
    other.sessions.restore(bench.sessions.save());
    QCOMPARE(other.titles(), bench.titles());
    QVERIFY(other.sessions.title_actions()[2]->isChecked());
    other.sessions.restore(QStringLiteral("nonsense"));
    QCOMPARE(other.titles(), bench.titles());
}

void SessionListTest::screenshots()
{
    SessionList sessions;
    sessions.set_runs(runs());
    {
        test::PanelShot shot(sessions, sessions.title(), sessions.note(), {220, 420});
        sessions.select(QStringLiteral("b"));
        shot.save(QStringLiteral("sessions"));
        shot.show();
        auto* list = sessions.findChild<QListView*>();
        list->edit(list->currentIndex());
        shot.save(QStringLiteral("sessions-rename"));
        sessions.findChild<QLineEdit*>()->setText(QStringLiteral("war and peace"));
        shot.set_note(sessions.note());
        shot.save(QStringLiteral("sessions-none-match"));
    }
    SessionList empty;
    test::PanelShot shot(empty, empty.title(), empty.note(), {220, 420});
    shot.save(QStringLiteral("sessions-empty"));
}

TTT_TEST(SessionListTest)
#include "tst_session_list.moc"
