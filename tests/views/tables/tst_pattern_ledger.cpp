// The ledger of repeated pairs: rows, filters, order, arrival while one reads, selection both ways, speed.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "tests/views/tables/panel_shot.h"
#include "views/number_text.h"
#include "views/selection.h"
#include "views/tables/data_table.h"
#include "views/tables/pattern_cells.h"
#include "views/tables/pattern_ledger.h"
#include "views/tables/pattern_rows.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QClipboard>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <limits>

using namespace ttt;

namespace {

/// Pairs every 10 tokens, alternately 10 and 200 back; logit changes without order.
RunModel& many_patterns(RunModel& run, std::int64_t tokens, std::int64_t chunk = 100, std::int64_t steps = -1)
{
    const sample::StreamShape shape{.tokens = tokens, .chunk = chunk};
    run.start(sample::stream_header(shape), sample::stream_document(shape));
    StepBatch batch;
    for (std::int64_t index = 0; index * chunk < tokens && index != steps; ++index) {
        StepRecord step;
        step.index = index;
        step.begin = index * chunk;
        step.end = std::min(tokens, step.begin + chunk);
        for (std::int64_t item = std::max<std::int64_t>(200, step.begin); item < step.end; item += 10)
            add_pattern(step, {item, item - (item % 20 == 0 ? 10 : 200),
                               static_cast<double>(item * 7919 % 1000) / 100 - 4, 0, 0.3});
        batch.push_back(step);
    }
    run.append(batch);
    return run;
}

std::vector<double> changes(const PatternRows& rows)
{
    std::vector<double> values;
    for (int row = 0; row < rows.rowCount(); ++row)
        values.push_back(rows.event(row).logit_change);
    return values;
}

}  // namespace

class PatternLedgerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void numbers_as_text();
    void reach_at_the_edge();
    void cells();
    void largest_change_first();
    void batches_give_what_one_gives();
    void playhead_takes_rows_away();
    void filters();
    void sorts_by_every_column();
    void ranks_without_value_come_last();
    void counts_pairs_as_they_arrive();
    void click_and_keys_lock();
    void selection_marks_and_scrolls();
    void arrival_keeps_the_place();
    void typing_filters();
    void saves_and_restores();
    void copies();
    void fast_with_100000_rows();
    void screenshots();
};

void PatternLedgerTest::numbers_as_text()
{
    QCOMPARE(grouped(2204), QStringLiteral("2,204"));
    QCOMPARE(signed_text(4.306), QStringLiteral("+4.31"));
    QCOMPARE(signed_text(-0.22), QStringLiteral("−0.22"));
    QCOMPARE(signed_text(std::nan("")), QStringLiteral("–"));
    QCOMPARE(number_text(0.00078125), QStringLiteral("0.0007813"));
    QCOMPARE(number_text(1234.6), QStringLiteral("1,235"));
    QCOMPARE(number_text(12), QStringLiteral("12"));
    QCOMPARE(number_text(1), QStringLiteral("1"));
    QCOMPARE(number_text(0), QStringLiteral("0"));
    QCOMPARE(number_text(-3.2e-9), QStringLiteral("−3.2e−9"));
    QCOMPARE(number_text(100), QStringLiteral("100"));
    QCOMPARE(change_text(0.807), QStringLiteral("−19.3 %"));
}

void PatternLedgerTest::reach_at_the_edge()
{
    // B at 164 is predicted at 163, which with a window of 64 sees 100 to 163.
    QVERIFY(reach_of({164, 100, 0, 0, 0}, 64) == Reach::inside);
    QVERIFY(reach_of({165, 100, 0, 0, 0}, 64) == Reach::outside);
    QVERIFY(reach_of({165, 100, 0, 0, 0}, 0) == Reach::inside);
    QVERIFY(reach_of({165, 100, 0, 0, 0}, std::nullopt) == Reach::unknown);
    QCOMPARE(earlier_text(2204, 17), QStringLiteral("2,204 back, 17 chunks"));
    QCOMPARE(earlier_text(96, 1), QStringLiteral("96 back, 1 chunk"));
    QCOMPARE(earlier_text(9, 0), QStringLiteral("9 back, same chunk"));
}

void PatternLedgerTest::cells()
{
    RunModel run;
    sample::fill(run);
    PatternRows rows(run);
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const int row = rows.row_of(150);
    QVERIFY(row >= 0);
    const auto cell = [&](int column) { return rows.index(row, column).data().toString(); };
    QCOMPARE(run.token_text(150), QStringLiteral(" of"));
    QCOMPARE(cell(PatternColumn::next), QStringLiteral("of"));
    QCOMPARE(cell(PatternColumn::previous), run.token_text(149).trimmed());
    QCOMPARE(cell(PatternColumn::chunk), QStringLiteral("1"));
    QCOMPARE(cell(PatternColumn::token), QStringLiteral("150"));
    QCOMPARE(cell(PatternColumn::earlier), QStringLiteral("50 back, same chunk"));
    QCOMPARE(cell(PatternColumn::window), QStringLiteral("inside"));
    QCOMPARE(cell(PatternColumn::logit), QStringLiteral("+1.00"));  // 0.01 * 150 - 0.5
    QCOMPARE(cell(PatternColumn::rank), QStringLiteral("54 → 8"));  // 1 + 150 % 97, 1 + 150 % 13
    QCOMPARE(cell(PatternColumn::rank_change), QStringLiteral("−46"));
    const auto& ids = run.document().token_ids;
    int times = 0;
    for (std::size_t item = 1; item <= 150; ++item)
        times += ids[item] == ids[150] && ids[item - 1] == ids[149];
    QCOMPARE(cell(PatternColumn::occurrence), QString::number(times));
    QVERIFY(rows.index(row, PatternColumn::logit).data(Qt::TextAlignmentRole).toInt() & Qt::AlignRight);
    QVERIFY(rows.index(row, PatternColumn::next).data(Qt::TextAlignmentRole).toInt() & Qt::AlignLeft);
    QCOMPARE(rows.row_of(151), -1);
}

void PatternLedgerTest::largest_change_first()
{
    RunModel run;
    PatternRows rows(many_patterns(run, 5000));
    const auto values = changes(rows);
    QCOMPARE(values.size(), 480U);
    QVERIFY(std::is_sorted(values.rbegin(), values.rend()));
}

void PatternLedgerTest::batches_give_what_one_gives()
{
    RunModel run, parts;
    PatternRows whole(many_patterns(run, 5000));
    many_patterns(parts, 5000, 100, 3);
    PatternRows rows(parts);
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    RunModel rest;
    many_patterns(rest, 5000);
    QSignalSpy inserted(&rows, &QAbstractItemModel::rowsInserted);
    for (std::int64_t step = 3; step < 50; ++step) {
        StepRecord record;
        record.index = step;
        record.begin = step * 100;
        record.end = record.begin + 100;
        const auto all = rest.patterns();
        for (std::int64_t at = rest.pattern_end(step); at < rest.pattern_end(step + 1); ++at)
            add_pattern(record, all[static_cast<std::size_t>(at)]);
        parts.append({record});
        rows.sync();
    }
    QCOMPARE(inserted.size(), 47);  // one per batch
    QCOMPARE(changes(rows), changes(whole));
    for (int row = 0; row < rows.rowCount(); ++row)
        QCOMPARE(rows.event(row).position, whole.event(row).position);
}

void PatternLedgerTest::playhead_takes_rows_away()
{
    RunModel run;
    PatternRows rows(many_patterns(run, 5000));
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const QPersistentModelIndex kept = rows.index(rows.row_of(300), 0), gone = rows.index(rows.row_of(4000), 0);
    run.set_shown_steps(10);
    rows.sync();
    QCOMPARE(rows.rowCount(), 80);
    QCOMPARE(kept.row(), rows.row_of(300));
    QVERIFY(!gone.isValid());
    const auto values = changes(rows);
    QVERIFY(std::is_sorted(values.rbegin(), values.rend()));
    run.set_shown_steps(50);
    rows.sync();
    QCOMPARE(rows.rowCount(), 480);
    QCOMPARE(kept.row(), rows.row_of(300));
    run.set_shown_steps(0);
    rows.sync();
    QCOMPARE(rows.rowCount(), 0);
}

void PatternLedgerTest::filters()
{
    RunModel run;
    Selection selection;
    PatternLedger ledger(many_patterns(run, 5000), selection);
    QCOMPARE(ledger.note(), QStringLiteral("480 patterns"));
    QSignalSpy told(&ledger, &View::note_changed);
    ledger.title_actions()[1]->trigger();
    QCOMPARE(ledger.note(), QStringLiteral("240 of 480 patterns · outside the window"));  // 200 back, window 64
    QCOMPARE(ledger.table().rows.size(), 240U);
    QVERIFY(!told.isEmpty());
    ledger.title_actions()[2]->trigger();
    QCOMPARE(ledger.note(), QStringLiteral("240 of 480 patterns · inside the window"));
    ledger.title_actions()[0]->trigger();
    auto* field = ledger.findChild<QLineEdit*>();
    field->setText(QStringLiteral("woodH"));
    const ViewTable table = ledger.table();
    QVERIFY(!table.rows.empty() && table.rows.size() < 480U);
    for (const auto& row : table.rows)
        QVERIFY(row[0].contains(u"Woodhouse") || row[1].contains(u"Woodhouse"));
    std::size_t expected = 0;
    for (const PatternEvent& event : run.patterns())
        expected += run.token_text(event.position).contains(u"Woodhouse") ||
                    run.token_text(event.position - 1).contains(u"Woodhouse");
    QCOMPARE(table.rows.size(), expected);
    QVERIFY(ledger.note().endsWith(QStringLiteral(" · with “woodH”")));
}

void PatternLedgerTest::sorts_by_every_column()
{
    RunModel run;
    sample::fill(run);
    PatternRows rows(run);
    QAbstractItemModelTester tester(&rows, QAbstractItemModelTester::FailureReportingMode::QtTest);
    rows.sort(PatternColumn::token, Qt::AscendingOrder);
    QCOMPARE(rows.event(0).position, 50);
    rows.sort(PatternColumn::chunk, Qt::DescendingOrder);
    QCOMPARE(rows.event(0).position, 950);
    rows.sort(PatternColumn::next, Qt::AscendingOrder);
    for (int row = 1; row < rows.rowCount(); ++row)
        QVERIFY(run.token_text(rows.event(row - 1).position).trimmed().toCaseFolded() <=
                run.token_text(rows.event(row).position).trimmed().toCaseFolded());
    rows.sort(PatternColumn::rank, Qt::AscendingOrder);
    for (int row = 1; row < rows.rowCount(); ++row)
        QVERIFY(rows.event(row - 1).position % 13 <= rows.event(row).position % 13);
    rows.sort(PatternColumn::rank_change, Qt::AscendingOrder);
    const auto change = [&](int row) { return rows.event(row).position % 13 - rows.event(row).position % 97; };
    for (int row = 1; row < rows.rowCount(); ++row)
        QVERIFY(change(row - 1) <= change(row));
    rows.sort(PatternColumn::occurrence, Qt::DescendingOrder);
    const auto times = [&](int row) { return rows.cell(row, PatternColumn::occurrence).toInt(); };
    for (int row = 1; row < rows.rowCount(); ++row)
        QVERIFY(times(row - 1) >= times(row) && times(row) >= 1);
}

void PatternLedgerTest::ranks_without_value_come_last()
{
    RunModel run;
    StepBatch batch = sample::stream();
    batch[0].columns.clear();
    run.start(sample::stream_header(), sample::stream_document());
    run.append(batch);
    PatternRows rows(run);
    for (const auto order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        rows.sort(PatternColumn::rank, order);
        QCOMPARE(rows.event(rows.rowCount() - 1).position, 50);  // the only one in step 0
    }
    QCOMPARE(rows.index(rows.rowCount() - 1, PatternColumn::rank).data().toString(), QStringLiteral("– → –"));
}

/// A B  A C  A B  A B: B stands behind A for the second and the third time, whatever came between.
void PatternLedgerTest::counts_pairs_as_they_arrive()
{
    RunModel run;
    DocumentRecord document = sample::stream_document({.tokens = 8, .chunk = 4});
    document.token_ids = {1, 2, 1, 3, 1, 2, 1, 2};
    StepRecord first = sample::stream_step({.tokens = 8, .chunk = 4}, 0),
               second = sample::stream_step({.tokens = 8, .chunk = 4}, 1);
    second.events.clear();
    add_pattern(second, {5, 1, 0.5, 0, 1});
    add_pattern(second, {7, 5, 0.7, 0, 1});
    run.start(sample::stream_header({.tokens = 8, .chunk = 4}), document);
    run.append({first});
    PatternRows rows(run);
    run.append({second});
    rows.sync();
    QCOMPARE(rows.cell(rows.row_of(5), PatternColumn::occurrence), QStringLiteral("2"));
    QCOMPARE(rows.cell(rows.row_of(7), PatternColumn::occurrence), QStringLiteral("3"));
    rows.rebuild();
    QCOMPARE(rows.cell(rows.row_of(7), PatternColumn::occurrence), QStringLiteral("3"));
}

void PatternLedgerTest::click_and_keys_lock()
{
    RunModel run;
    Selection selection;
    PatternLedger ledger(many_patterns(run, 5000), selection);
    ledger.resize(700, 190);
    ledger.show();
    ledger.activateWindow();
    auto* table = ledger.findChild<DataTable*>();
    auto* rows = ledger.findChild<PatternRows*>();
    const auto middle = [&](int row) { return table->visualRect(rows->index(row, 1)).center(); };
    QTest::mouseClick(table->viewport(), Qt::LeftButton, {}, middle(2));
    QCOMPARE(selection.locked().item, rows->event(2).position);
    QCOMPARE(selection.locked().step, rows->event(2).position / 100);
    table->setFocus();
    QTest::keyClick(table, Qt::Key_Down);
    QCOMPARE(selection.locked().item, rows->event(3).position);
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(selection.locked().item, rows->event(rows->rowCount() - 1).position);
    selection.free();
    QVERIFY(table->selectionModel()->selectedRows().isEmpty());
    QTest::keyClick(table, Qt::Key_Home, Qt::ControlModifier);
    QTest::mouseMove(table->viewport(), middle(4));
    QCOMPARE(selection.hovered().item, rows->event(4).position);
    QEvent leave(QEvent::Leave);
    QApplication::sendEvent(table->viewport(), &leave);
    QVERIFY(!selection.hovered());
}

void PatternLedgerTest::selection_marks_and_scrolls()
{
    RunModel run;
    Selection selection;
    PatternLedger ledger(many_patterns(run, 5000), selection);
    ledger.resize(700, 190);
    ledger.show();
    auto* table = ledger.findChild<DataTable*>();
    auto* rows = ledger.findChild<PatternRows*>();
    const std::int64_t far = rows->event(400).position;
    selection.hover({far / 100, far});
    QCOMPARE(table->verticalScrollBar()->value(), 0);  // a preview does not scroll
    selection.lock({far / 100, far});
    QCOMPARE(table->currentIndex().row(), 400);
    QVERIFY(table->viewport()->rect().contains(table->visualRect(rows->index(400, 1))));
    selection.lock({3, 301});  // no pattern there
    QVERIFY(table->selectionModel()->selectedRows().isEmpty());
}

void PatternLedgerTest::arrival_keeps_the_place()
{
    RunModel run;
    Selection selection;
    many_patterns(run, 20000, 100, 100);
    PatternLedger ledger(run, selection);
    ledger.resize(700, 190);
    ledger.show();
    auto* table = ledger.findChild<DataTable*>();
    auto* rows = ledger.findChild<PatternRows*>();
    table->verticalScrollBar()->setValue(5000);
    const int top = table->rowAt(0);
    const std::int64_t item = rows->event(top).position;
    const int y = table->rowViewportPosition(top);
    StepRecord step{
        .index = 100, .begin = 10000, .end = 10100, .metrics = {}, .columns = {}, .events = {}, .fast_hash = {}};
    add_pattern(step, {10010, 9000, 99, 0, 1});
    add_pattern(step, {10020, 9000, 98, 0, 1});
    add_pattern(step, {10030, 9000, -99, 0, 1});
    run.append({step});
    QCOMPARE(rows->row_of(10010), 0);
    QCOMPARE(rows->row_of(10020), 1);
    QCOMPARE(rows->row_of(10030), rows->rowCount() - 1);
    QCOMPARE(rows->row_of(item), top + 2);
    QCOMPARE(table->rowViewportPosition(top + 2), y);
    table->verticalScrollBar()->setValue(0);
    step.index = 101, step.begin = 10100, step.end = 10200;
    step.events.clear();
    add_pattern(step, {10110, 9000, 100, 0, 1});
    run.append({step});
    QCOMPARE(table->verticalScrollBar()->value(), 0);  // at the top one sees the best arrive
}

void PatternLedgerTest::typing_filters()
{
    RunModel run;
    Selection selection;
    PatternLedger ledger(many_patterns(run, 5000), selection);
    ledger.show();
    ledger.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&ledger));
    auto* table = ledger.findChild<DataTable*>();
    auto* field = ledger.findChild<QLineEdit*>();
    QVERIFY(field->isHidden());
    table->setFocus();
    QTest::keyClicks(table, QStringLiteral("m"));
    QVERIFY(field->isVisible() && field->hasFocus());
    QTest::keyClicks(field, QStringLiteral("r"));
    QCOMPARE(field->text(), QStringLiteral("mr"));
    QVERIFY(ledger.note().endsWith(QStringLiteral("with “mr”")));
    QTest::keyClick(field, Qt::Key_Escape);
    QVERIFY(field->isHidden() && table->hasFocus());
    QCOMPARE(ledger.note(), QStringLiteral("480 patterns"));
    QTest::keyClick(table, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(field->isVisible());
}

void PatternLedgerTest::saves_and_restores()
{
    RunModel run;
    Selection selection;
    PatternLedger ledger(many_patterns(run, 5000), selection), other(run, selection);
    ledger.title_actions()[1]->trigger();
    ledger.findChild<DataTable*>()->sortByColumn(PatternColumn::token, Qt::AscendingOrder);
    other.restore(ledger.save());
    QCOMPARE(other.save(), ledger.save());
    QVERIFY(other.note() == ledger.note() && other.table().rows == ledger.table().rows);
    other.restore(QStringLiteral("nonsense 99 x"));
    QCOMPARE(other.save(), ledger.save());
}

void PatternLedgerTest::copies()
{
    RunModel run;
    Selection selection;
    sample::fill(run);
    PatternLedger ledger(run, selection);
    ledger.show();
    ledger.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&ledger));
    selection.lock({1, 150});
    auto* table = ledger.findChild<DataTable*>();
    table->setFocus();
    QTest::keyClick(table, Qt::Key_C, Qt::ControlModifier);
    const QStringList cells = QApplication::clipboard()->text().split(u'\t');
    QCOMPARE(cells.size(), int(PatternColumn::total));
    QCOMPARE(cells[PatternColumn::token], QStringLiteral("150"));
}

void PatternLedgerTest::fast_with_100000_rows()
{
    RunModel run;
    Selection selection;
    many_patterns(run, 1'000'000, 1000, 999);
    PatternLedger ledger(run, selection);
    ledger.resize(700, 190);
    ledger.show();
    auto* rows = ledger.findChild<PatternRows*>();
    QVERIFY(rows->rowCount() > 99'000);
    selection.lock({5, 5010});
    QElapsedTimer clock;
    constexpr int rounds = 30;
    const int rows_before = rows->rowCount();
    clock.start();
    for (int round = 0; round < rounds; ++round) {
        StepRecord step;
        step.index = 999 + round;
        step.begin = 999'000 + round * 30;
        step.end = step.begin + 30;
        for (std::int64_t item = step.begin; item < step.end; item += 3)
            add_pattern(step, {item, item - 500, static_cast<double>(item % 17) - 5, 0, 1});
        run.append({step});
    }
    const double append_ms = static_cast<double>(clock.nsecsElapsed()) / 1e6 / rounds;
    clock.start();
    for (int round = 0; round < rounds; ++round)
        ledger.grab();
    const double paint_ms = static_cast<double>(clock.nsecsElapsed()) / 1e6 / rounds;
    clock.start();
    ledger.findChild<DataTable*>()->sortByColumn(PatternColumn::next, Qt::AscendingOrder);
    const double sort_ms = static_cast<double>(clock.nsecsElapsed()) / 1e6;
    qInfo("batch of 10 into %d rows %.2f ms, painting %.2f ms, sorting by text %.1f ms", rows->rowCount(), append_ms,
          paint_ms, sort_ms);
    QCOMPARE(rows->rowCount(), rows_before + 10 * rounds);
}

void PatternLedgerTest::screenshots()
{
    RunModel run;
    Selection selection;
    sample::fill(run, {.tokens = 32768, .chunk = 128, .twin = true, .frozen = true});
    PatternLedger ledger(run, selection);
    {
        test::PanelShot shot(ledger, ledger.title(), ledger.note(), {700, 190});
        const std::int64_t item = ledger.findChild<PatternRows*>()->event(2).position;
        selection.lock({item / 128, item});
        const std::int64_t preview = ledger.findChild<PatternRows*>()->event(4).position;
        selection.hover({preview / 128, preview});
        shot.save(QStringLiteral("patterns"));
        shot.resize(870, shot.height());
        shot.save(QStringLiteral("patterns-wide"));
        ledger.findChild<QLineEdit*>()->show();
        ledger.findChild<QLineEdit*>()->setText(QStringLiteral("mr"));
        ledger.title_actions()[1]->trigger();
        shot.set_note(ledger.note());
        shot.save(QStringLiteral("patterns-filtered-to-none"));
    }
    run.clear();
    ledger.findChild<QLineEdit*>()->clear();
    ledger.findChild<QLineEdit*>()->hide();
    test::PanelShot shot(ledger, ledger.title(), ledger.note(), {700, 190});
    shot.save(QStringLiteral("patterns-empty"));
}

TTT_TEST(PatternLedgerTest)
#include "tst_pattern_ledger.moc"
