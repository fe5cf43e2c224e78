// Who taught a token and what a chunk taught: the question, the words and shares, the walk through the answer.
#include "made_up_traces.h"
#include "tests/support/test_main.h"
#include "tests/views/pointer_and_camera.h"
#include "tests/views/sample_stream.h"
#include "views/lab/provenance_view.h"
#include "views/lab/trace_bars.h"
#include "views/lab/trace_gate.h"
#include "views/lab/trace_rows.h"
#include "views/lab/trace_split.h"
#include "views/token/token_words.h"
#include "views/token/trace_words.h"

#include <QAction>
#include <QApplication>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <numeric>

using namespace ttt;

namespace {

struct Fixture {
    explicit Fixture(const sample::StreamShape& shape = {.tokens = 2000}, bool ready = true)
    {
        sample::fill(run, shape);
        view.resize(460, 520);
        view.show();
        view.activateWindow();
        if (!QTest::qWaitForWindowActive(&view))
            qFatal("The view does not show.");
        lab.reset({});
        if (ready)
            lab.set_ready();
    }

    void lock(std::int64_t item) { selection.lock({run.step_of(item), item}); }
    QAction* action(const QString& text)
    {
        for (QAction* each : view.title_actions())
            if (each->text() == text)
                return each;
        qFatal("No action %s.", qPrintable(text));
        return nullptr;
    }
    void taught() { action(QStringLiteral("What this chunk taught"))->trigger(); }
    TraceBars& bars() { return *view.findChild<TraceBars*>(); }
    TraceTable& list() { return *view.findChild<TraceTable*>(); }
    TraceRows& rows() { return *view.findChild<TraceRows*>(); }
    QPoint bar(std::int64_t chunk) { return QPointF(bars().x_of(chunk), bars().plot_rect().center().y()).toPoint(); }
    QPoint row(int index) { return list().visualRect(rows().index(index, 0)).center(); }

    RunModel run;
    Selection selection;
    LabModel lab;
    test::MadeUpLab answerer{run, lab};
    ProvenanceView view{run, selection, lab};
};

}  // namespace

class ProvenanceViewTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void cleanup() { QApplication::setPalette(application_palette(false)); }
    void shares();
    void sentences();
    void contexts();
    void asks_for_the_reading();
    void tells_progress_and_problems();
    void asks_about_what_is_locked();
    void the_pointer_previews_after_a_rest();
    void asks_nothing_while_hidden();
    void first_and_unread_tokens();
    void head_and_split();
    void asks_another_logit();
    void bars_select_chunks();
    void bars_by_keys();
    void list_leads_to_teachers();
    void a_token_and_its_teaching_chunk();
    void teachers_light_up();
    void what_a_chunk_taught();
    void numbers_as_a_table();
    void saves_and_restores();
    void another_run_forgets();
    void many_chunks_in_few_pixels();
    void screenshots();
};

void ProvenanceViewTest::shares()
{
    const std::vector<double> terms{1, -3, 0, std::nan(""), 0.5, 1.5};
    const auto found = largest_shares(terms, 3);
    QCOMPARE(found.size(), 3U);
    QVERIFY((found[0] == TraceShare{1, -3, 0.5}));
    QVERIFY((found[1] == TraceShare{5, 1.5, 0.25}));
    QCOMPARE(found[2].index, 0);
    QVERIFY(largest_shares({}, 3).empty());
    QCOMPARE(largest_shares(std::vector<double>{2, 2}, 2)[0].index, 0);  // the earlier of equals
    QCOMPARE(share_text(0.614), QStringLiteral("61 %"));
    QCOMPARE(share_text(0.004), QStringLiteral("<1 %"));
    QCOMPARE(share_text(0), QStringLiteral("0 %"));
}

void ProvenanceViewTest::sentences()
{
    LogitTrace trace;
    QCOMPARE(taught_by_sentence(trace), QStringLiteral("No chunk was finished before it, so nothing could be taught."));
    QVERIFY(taught_by_words(trace).isEmpty());
    trace.by_chunk = {0, 0};
    QCOMPARE(taught_by_sentence(trace), QStringLiteral("The finished chunks left this logit as it was."));
    trace.by_chunk = {0.1, 0.1, 0.2, -0.31, 0.1, 0.1, 0.05, 0.3};
    trace.direct = 0.64;
    QCOMPARE(taught_by_sentence(trace),
             QStringLiteral("Taught by chunks 3, 7 and 2: +0.19 of the direct +0.64, and 64 % of "
                            "all that was written for and against it."));
    trace.by_chunk = {0.2, 0.1, 0.2, -0.41, 0.01, 0.3};
    trace.direct = 0.4;
    QCOMPARE(taught_by_words(trace), QStringLiteral("taught by chunks 3 and 5 (−0.11 of the direct +0.40)"));
    trace.by_chunk = {0.2, 4};
    trace.direct = 4.2;
    QCOMPARE(taught_by_sentence(trace),
             QStringLiteral("Taught by chunk 1: +4.00 of the direct +4.20, and 95 % of all that "
                            "was written for and against it."));
}

void ProvenanceViewTest::contexts()
{
    RunModel run;
    sample::fill(run);
    for (const std::int64_t item : {std::int64_t{0}, std::int64_t{5}, std::int64_t{500}, std::int64_t{999}}) {
        const QString text = context_text(run, item);
        const QString word = run.token_text(item).trimmed();
        QVERIFY2(text.contains(u'[' + (word.isEmpty() ? run.token_text(item) : word) + u']'), qPrintable(text));
        QVERIFY(!text.contains(u'\n'));
        QCOMPARE(text.startsWith(u'…'), item > 0);
        QCOMPARE(text.endsWith(u'…'), item < 999);
    }
}

void ProvenanceViewTest::asks_for_the_reading()
{
    Fixture f({.tokens = 2000}, false);
    f.lock(1234);
    QVERIFY(f.answerer.asked_items.empty() && f.answerer.readings == 0);  // reading is the person's decision
    auto* button = f.view.findChild<QPushButton*>();
    QVERIFY(button->isVisible());
    f.view.setFocus();
    QVERIFY(button->hasFocus());
    QTest::keyClick(button, Qt::Key_Return);
    QCOMPARE(f.answerer.readings, 1);
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(f.answerer.readings, 2);
    f.lab.set_ready();
    QVERIFY(!button->isVisible());
    QCOMPARE(f.answerer.asked_items, std::vector<std::int64_t>{1234});
    QVERIFY(!f.view.head_text().isEmpty());
}

void ProvenanceViewTest::tells_progress_and_problems()
{
    Fixture f({.tokens = 2000}, false);
    auto* gate = f.view.findChild<TraceGate*>();
    auto* bar = f.view.findChild<QProgressBar*>();
    f.lab.set_reading(500, 2000);
    QCOMPARE(gate->words(), QStringLiteral("Reading the text again: 500 of 2,000 tokens"));
    QVERIFY(bar->isVisible());
    QCOMPARE(bar->value() * 4, bar->maximum());
    f.lab.set_problem(QStringLiteral("The model on disk is not the one of the run."));
    QVERIFY(f.view.findChild<QPushButton*>()->isVisible());  // one may try again
    f.lab.reset(QStringLiteral("This run learned nothing: TTT was off."));
    QCOMPARE(gate->words(), QStringLiteral("This run learned nothing: TTT was off."));
    QVERIFY(!f.view.findChild<QPushButton*>()->isVisible() && !bar->isVisible());
    f.lock(700);
    QVERIFY(f.answerer.asked_items.empty());
}

void ProvenanceViewTest::asks_about_what_is_locked()
{
    Fixture f;
    f.lock(1234);
    f.lock(1500);
    f.run.set_shown_steps(18);  // nothing new about 1500
    QCOMPARE(f.answerer.asked_items, (std::vector<std::int64_t>{1234, 1500}));
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,500")));
    f.selection.lock({3, -1});  // a chunk, locked elsewhere: the token stays
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,500")));
    f.selection.free();
    QVERIFY(f.view.head_text().isEmpty());
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("Click a token")));
}

void ProvenanceViewTest::the_pointer_previews_after_a_rest()
{
    Fixture f;
    f.lock(1234);
    for (std::int64_t item = 600; item < 650; ++item)
        f.selection.hover({6, item});
    QCOMPARE(f.answerer.asked_items.size(), 1U);
    QTRY_COMPARE(f.answerer.asked_items, (std::vector<std::int64_t>{1234, 649}));
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 649")));
    f.selection.hover({});
    QTRY_VERIFY(f.view.head_text().contains(QStringLiteral("at 1,234")));
}

void ProvenanceViewTest::asks_nothing_while_hidden()
{
    Fixture f;
    f.view.hide();
    f.lock(1234);
    QVERIFY(f.answerer.asked_items.empty());
    f.view.show();
    QCOMPARE(f.answerer.asked_items, std::vector<std::int64_t>{1234});
}

void ProvenanceViewTest::first_and_unread_tokens()
{
    Fixture f;
    f.lock(0);
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("first token")));
    f.run.set_shown_steps(5);
    f.lock(1234);
    QCOMPARE(f.view.accessibleDescription(), QStringLiteral("Not read yet."));
    QVERIFY(f.answerer.asked_items.empty());
    f.run.set_shown_steps(20);
    QCOMPARE(f.answerer.asked_items, std::vector<std::int64_t>{1234});
    f.answerer.answers = false;
    f.lock(70);
    f.lab.set_problem(QStringLiteral("The text has changed."));
    QCOMPARE(f.view.accessibleDescription(), QStringLiteral("The text has changed."));
    f.answerer.answers = true;
    f.lock(80);  // in the first chunk
    QCOMPARE(f.view.sentence_text(), QStringLiteral("No chunk was finished before it, so nothing could be taught."));
    QCOMPARE(f.rows().rowCount(), 0);
}

void ProvenanceViewTest::head_and_split()
{
    Fixture f;
    f.lock(1234);
    const LogitTrace trace = test::made_up_trace(f.run, 1234, -1);
    QCOMPARE(f.view.head_text(),
             QStringLiteral("%1 at 1,234: frozen logit 3.10, adapted %2 (%3)")
                 .arg(quoted(f.run.token_text(1234)), fixed_text(3.1 + trace.change, 2), signed_text(trace.change)));
    QCOMPARE(f.view.findChild<TraceSplit*>()->accessibleDescription(),
             QStringLiteral("direct %1, rescaled %2, indirect %3, change %4")
                 .arg(signed_text(trace.direct), signed_text(trace.rescaled), signed_text(trace.indirect),
                      signed_text(trace.change)));
    QCOMPARE(f.bars().data().terms, trace.by_chunk);
    QCOMPARE(f.bars().data().mark, 12);
    QCOMPARE(f.view.note(), QStringLiteral("12 chunks, 1,200 tokens"));
    QVERIFY(f.view.sentence_text().startsWith(QStringLiteral("Taught by chunk")));
    const auto& rows = f.rows().rows();
    QCOMPARE(rows.size(), 40U);
    for (std::size_t at = 1; at < rows.size(); ++at)
        QVERIFY(std::abs(rows[at - 1].term) >= std::abs(rows[at].term));
    QCOMPARE(rows[0].distance, 1234 - rows[0].item);
    QCOMPARE(rows[0].term, trace.by_token[static_cast<std::size_t>(rows[0].item)]);
}

void ProvenanceViewTest::asks_another_logit()
{
    Fixture f;
    f.lock(1234);
    const auto id = static_cast<std::int32_t>(f.run.column(Column::top_ids_adapted)[1234 * 5 + 1]);
    QAction* second = f.view.title_actions()[4];  // two modes, the token that came, the likeliest, the next
    QCOMPARE(second->text(), QStringLiteral("Logit of %1, likeliest but 1").arg(quoted(f.run.vocabulary_text(id))));
    second->trigger();
    QCOMPARE(f.lab.trace()->token, id);
    QVERIFY(f.view.head_text().startsWith(quoted(f.run.vocabulary_text(id))));
    QVERIFY(f.lab.trace()->direct < 0);
    f.view.title_actions()[2]->trigger();
    QCOMPARE(f.lab.trace()->token, f.run.document().token_ids[1234]);
}

void ProvenanceViewTest::bars_select_chunks()
{
    Fixture f;
    f.lock(1234);
    test::move_to(f.bars(), f.bar(7));
    QCOMPARE(f.selection.hovered(), (Place{7, -1}));
    QVERIFY(f.bars().accessibleDescription().startsWith(QStringLiteral("chunk 7 · ")));
    QTest::mouseClick(&f.bars(), Qt::LeftButton, {}, f.bar(7));
    QCOMPARE(f.selection.locked(), (Place{7, -1}));
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,234")));  // the question stays
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(&f.bars(), &leave);
    QVERIFY(!f.selection.hovered());
    QCOMPARE(f.answerer.asked_items.size(), 1U);
}

void ProvenanceViewTest::bars_by_keys()
{
    Fixture f;
    f.lock(1234);
    f.bars().setFocus();
    QTest::keyClick(&f.bars(), Qt::Key_Left);
    QCOMPARE(f.bars().current(), 11);
    QTest::keyClick(&f.bars(), Qt::Key_Left, Qt::ShiftModifier);
    QCOMPARE(f.bars().current(), 1);
    QTest::keyClick(&f.bars(), Qt::Key_Right);
    QTest::keyClick(&f.bars(), Qt::Key_Return);
    QCOMPARE(f.selection.locked(), (Place{2, -1}));
    QTest::keyClick(&f.bars(), Qt::Key_End);
    QCOMPARE(f.bars().current(), 11);
    QTest::keyClick(&f.bars(), Qt::Key_Escape);
    QCOMPARE(f.bars().current(), -1);
    QTest::keyClick(&f.bars(), Qt::Key_Escape);
    QVERIFY(!f.selection.locked());
}

void ProvenanceViewTest::list_leads_to_teachers()
{
    Fixture f;
    f.lock(1234);
    const std::int64_t third = f.rows().rows()[2].item;
    QTest::mouseClick(f.list().viewport(), Qt::LeftButton, {}, f.row(2));
    QCOMPARE(f.selection.locked(), (Place{third / 100, third}));
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,234")));
    f.list().setFocus();
    QTest::keyClick(&f.list(), Qt::Key_Down);  // a preview
    QCOMPARE(f.selection.hovered().item, f.rows().rows()[3].item);
    QCOMPARE(f.selection.locked().item, third);
    QTest::keyClick(&f.list(), Qt::Key_Return);
    const std::int64_t fourth = f.rows().rows()[3].item;
    QCOMPARE(f.selection.locked().item, fourth);
    QTest::qWait(120);  // longer than the rest of a pointer
    QCOMPARE(f.answerer.asked_items, std::vector<std::int64_t>{1234});
    QTest::keyClick(&f.list(), Qt::Key_A);
    QCOMPARE(f.answerer.asked_items.back(), fourth);
}

/// As the map pattern x chunk locks it: the token that was taught, and a chunk that taught it.
void ProvenanceViewTest::a_token_and_its_teaching_chunk()
{
    Fixture f;
    f.selection.lock({4, 1234});
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,234")));
    f.taught();
    QCOMPARE(f.view.head_text(), QStringLiteral("Chunk 4, tokens 400 to 499"));
    f.action(QStringLiteral("Who taught this token"))->trigger();
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 1,234")));
    QCOMPARE(f.answerer.asked_items.size(), 1U);
}

void ProvenanceViewTest::teachers_light_up()
{
    Fixture f;
    std::vector<std::pair<std::int64_t, double>> lit;
    connect(&f.view, &ProvenanceView::teachers_changed, this, [&](const auto& teachers) { lit = teachers; });
    f.lock(1234);
    QCOMPARE(lit.size(), 40U);
    QCOMPARE(lit[0].first, f.rows().rows()[0].item);
    QCOMPARE(lit[0].second, f.rows().rows()[0].term);
    f.action(QStringLiteral("Light up the teachers"))->trigger();
    QVERIFY(lit.empty());
    f.action(QStringLiteral("Light up the teachers"))->trigger();
    QCOMPARE(lit.size(), 40U);
    f.view.hide();
    QVERIFY(lit.empty());
    f.view.show();
    QCOMPARE(lit.size(), 40U);
    f.lab.reset({});
    QVERIFY(lit.empty());
}

void ProvenanceViewTest::what_a_chunk_taught()
{
    Fixture f;
    f.taught();
    QVERIFY(f.view.accessibleDescription().contains(QStringLiteral("Click a chunk")));
    f.lock(345);
    QCOMPARE(f.answerer.asked_chunks, std::vector<std::int64_t>{3});
    QCOMPARE(f.view.head_text(), QStringLiteral("Chunk 3, tokens 300 to 399"));
    QCOMPARE(f.view.note(), QStringLiteral("1,599 later tokens"));
    const ChunkTrace& trace = *f.lab.chunk();
    QCOMPARE(f.bars().data().first, 4);
    QCOMPARE(f.bars().data().terms.size(), 16U);
    double sum = 0;
    for (std::size_t at = 0; at < 99; ++at)
        sum += static_cast<double>(trace.by_item[at]);
    QVERIFY(std::abs(f.bars().data().terms[0] - sum) < 1e-5);
    const auto& rows = f.rows().rows();
    QCOMPARE(rows.size(), 40U);
    QVERIFY(rows.front().term > 0 && rows.back().term < 0);
    for (std::size_t at = 1; at < rows.size(); ++at)
        QVERIFY(rows[at - 1].term >= rows[at].term);
    QCOMPARE(rows.front().term, static_cast<double>(*std::max_element(trace.by_item.begin(), trace.by_item.end())));
    QTest::mouseClick(f.list().viewport(), Qt::LeftButton, {}, f.row(0));
    QCOMPARE(f.selection.locked().item, rows.front().item);
    QCOMPARE(f.answerer.asked_chunks.size(), 1U);
    f.selection.lock({5, -1});
    QCOMPARE(f.answerer.asked_chunks.back(), 5);
}

void ProvenanceViewTest::numbers_as_a_table()
{
    Fixture f;
    QVERIFY(f.view.table().rows.empty());
    f.lock(1234);
    const ViewTable table = f.view.table();
    QCOMPARE(table.rows.size(), 12U + 1200U);
    QCOMPARE(table.rows[3][0], QStringLiteral("3"));
    QVERIFY(std::abs(table.rows[3][3].toDouble() - f.lab.trace()->by_chunk[3]) < 1e-6);
    QCOMPARE(table.rows[12 + 345][1], QStringLiteral("345"));
    QCOMPARE(table.rows[12 + 345][2], f.run.token_text(345));
    f.taught();
    QCOMPARE(f.view.table().rows.size(), f.lab.chunk()->by_item.size());
    for (const auto& row : f.view.table().rows)
        QCOMPARE(static_cast<qsizetype>(row.size()), f.view.table().header.size());
}

void ProvenanceViewTest::saves_and_restores()
{
    Fixture f, other;
    f.taught();
    f.action(QStringLiteral("Light up the teachers"))->trigger();
    other.view.restore(f.view.save());
    QCOMPARE(other.view.save(), QStringLiteral("taught dim"));
    other.view.restore(QStringLiteral("nonsense"));
    QCOMPARE(other.view.save(), QStringLiteral("taught dim"));
}

void ProvenanceViewTest::another_run_forgets()
{
    Fixture f;
    f.lock(1234);
    f.selection.reset();
    sample::fill(f.run, {.tokens = 500});
    f.lab.reset({});
    f.lab.set_ready();
    QVERIFY(f.view.head_text().isEmpty());
    f.lock(300);
    QVERIFY(f.view.head_text().contains(QStringLiteral("at 300")));
}

void ProvenanceViewTest::many_chunks_in_few_pixels()
{
    TraceBars bars;
    bars.resize(300, 120);
    TraceBarsData data;
    data.terms.assign(20'000, 0.01);
    data.terms[12'345] = -3;  // one chunk among sixty or more in its column
    bars.set_data(data);
    bars.show();
    const QImage picture = bars.grab().toImage();
    const QColor lowered = diverging(theme(bars.palette()), 1);
    int found = 0;
    for (int x = 0; x < picture.width(); ++x)
        found += picture.pixelColor(x, static_cast<int>(bars.plot_rect().center().y())) == lowered;
    QVERIFY(found >= 1 && found <= 3);
}

void ProvenanceViewTest::screenshots()
{
    Fixture f({.tokens = 4000}, false);
    f.view.resize(460, 560);
    test::photograph(f.view, "provenance-idle");
    f.lab.set_reading(1300, 4000);
    test::photograph(f.view, "provenance-reading");
    f.lab.reset(
        QStringLiteral("The model of this run was not found at /models/sample, so its writes cannot be traced."));
    test::photograph(f.view, "provenance-closed");
    f.lab.reset({});
    f.lab.set_ready();
    test::photograph(f.view, "provenance-nothing");
    f.lock(3456);
    test::move_to(f.bars(), f.bar(30));
    f.list().mark_row(2, false);
    test::photograph(f.view, "provenance-trace");
    f.taught();
    f.lock(777);
    test::photograph(f.view, "provenance-taught");
}

TTT_TEST(ProvenanceViewTest)
#include "tst_provenance_view.moc"
