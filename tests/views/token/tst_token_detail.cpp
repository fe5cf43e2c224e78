// The strip under the document: what is known of a token, in every state.
#include "tests/support/test_main.h"
#include "tests/views/picture_check.h"
#include "tests/views/sample_stream.h"
#include "views/lab_model.h"
#include "views/theme.h"
#include "views/token/detail_painter.h"
#include "views/token/token_detail.h"

#include <QApplication>
#include <QDir>
#include <QTest>

#include <cmath>

using namespace ttt;

class TokenDetailTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void gathers_both_arms();
    void marks_the_token_that_came();
    void patterns_and_why_not();
    void every_state();
    void follows_the_selection_and_the_run();
    void tells_who_taught();
    void tells_what_was_planted();
    void bars_give_way_to_words();
    void screenshots();
};

void TokenDetailTest::gathers_both_arms()
{
    RunModel run;
    sample::fill(run);
    const TokenFacts facts = gather(run, {5, 550});
    QCOMPARE(facts.state, FactState::predicted);
    QCOMPARE(facts.token, run.token_text(550));
    QCOMPARE(facts.previous, run.token_text(549));
    QVERIFY(std::abs(facts.frozen.nll - facts.adapted.nll - 0.55) < 1e-5);
    QVERIFY(!std::isnan(facts.nll_twin));
    QCOMPARE(facts.frozen.rank, 1.0 + 550 % 97);
    QCOMPARE(facts.adapted.top.size(), 5U);
    QVERIFY(std::abs(facts.adapted.top[1].probability - std::exp(-1.5)) < 1e-6);
    QCOMPARE(facts.frozen.top[2].text, run.vocabulary_text((550 + 2) % 16));
}

void TokenDetailTest::marks_the_token_that_came()
{
    RunModel run;
    sample::fill(run);
    const TokenFacts facts = gather(run, {5, 550});
    QVERIFY(facts.adapted.top[0].is_true);  // the sample's adapted arm knows it
    for (std::size_t place = 1; place < 5; ++place)
        QVERIFY(!facts.adapted.top[place].is_true);
}

void TokenDetailTest::patterns_and_why_not()
{
    RunModel run;
    sample::fill(run);
    const TokenFacts facts = gather(run, {5, 500});
    QVERIFY(facts.pattern.has_value());
    QCOMPARE(facts.pattern->earlier, 450);
    QCOMPARE(facts.chunks_back, 1);
    QVERIFY(!gather(run, {5, 501}).pattern);
    QVERIFY(missing_pattern(run, gather(run, {5, 501})).contains(QStringLiteral("not read before")));
    run.set_shown_steps(5);
    QVERIFY(!pattern_at(run, 500));  // arrived, not shown
    sample::fill(run, {.frozen = false});
    QVERIFY(missing_pattern(run, gather(run, {5, 501})).contains(QStringLiteral("paired")));
}

void TokenDetailTest::every_state()
{
    RunModel run;
    QCOMPARE(gather(run, {0, 5}).state, FactState::nowhere);
    sample::fill(run, {.twin = false, .frozen = false}, 2);
    QCOMPARE(gather(run, {}).state, FactState::nowhere);
    QCOMPARE(gather(run, {0, 1000}).state, FactState::nowhere);
    QCOMPARE(gather(run, {77, -1}).state, FactState::nowhere);
    QCOMPARE(gather(run, {1, -1}).state, FactState::chunk);
    QCOMPARE(gather(run, {0, 0}).state, FactState::unpredicted);
    QCOMPARE(gather(run, {5, 500}).state, FactState::unread);
    const TokenFacts facts = gather(run, {0, 7});
    QCOMPARE(facts.state, FactState::predicted);
    QVERIFY(!facts.frozen.there() && facts.adapted.there() && std::isnan(facts.nll_twin));
}

void TokenDetailTest::follows_the_selection_and_the_run()
{
    RunModel run;
    Selection selection;
    TokenDetail detail(run, selection);
    QCOMPARE(detail.facts().state, FactState::nowhere);
    sample::fill(run, {}, 2);
    selection.lock({2, 250});
    QCOMPARE(detail.facts().state, FactState::unread);
    QVERIFY(detail.accessibleDescription().contains(QStringLiteral("Not read yet")));
    run.append({sample::stream_step({}, 2)});
    QCOMPARE(detail.facts().state, FactState::predicted);
    selection.hover({0, 3});
    QCOMPARE(detail.facts().place.item, 3);
    run.clear();
    QCOMPARE(detail.facts().state, FactState::nowhere);
    QVERIFY(detail.accessibleDescription().isEmpty());
}

void TokenDetailTest::tells_who_taught()
{
    RunModel run;
    Selection selection;
    LabModel lab;
    TokenDetail detail(run, selection);
    detail.set_lab(&lab);
    sample::fill(run);
    selection.lock({5, 550});
    QVERIFY(detail.facts().taught.isEmpty());
    LogitTrace trace;
    trace.item = 550;
    trace.token = run.document().token_ids[550];
    trace.by_chunk = {0.1, 0, 0.5, 0.4, 0};
    trace.direct = 1;
    lab.set_trace(trace);
    QCOMPARE(detail.facts().taught, QStringLiteral("taught by chunk 2 (+0.50 of the direct +1.00)"));
    selection.hover({5, 551});
    QVERIFY(detail.facts().taught.isEmpty());
    selection.hover({});
    QVERIFY(!detail.facts().taught.isEmpty());
    trace.token ^= 1;  // another logit than that of the token that came
    lab.set_trace(trace);
    QVERIFY(detail.facts().taught.isEmpty());
    detail.set_lab(nullptr);
    trace.token ^= 1;
    lab.set_trace(trace);
    QVERIFY(detail.facts().taught.isEmpty());
}

void TokenDetailTest::tells_what_was_planted()
{
    RunModel run;
    Selection selection;
    TokenDetail detail(run, selection);
    DocumentRecord document = sample::stream_document();
    const auto& at = document.byte_offsets;
    document.marks = {{at[548], at[552], 3, 1, false}};
    run.start(sample::stream_header(), document);
    run.append(sample::stream());
    selection.lock({5, 550});
    QVERIFY(detail.facts().mark.has_value());
    QCOMPARE(mark_text(*detail.facts().mark), QStringLiteral("planted: pattern 3, second time"));
    selection.lock({5, 552});
    QVERIFY(!detail.facts().mark);
    sample::fill(run);
    selection.lock({5, 550});
    QVERIFY(!detail.facts().mark);
}

/// Pixels of the frozen arm's colour below the names of the columns: its bars, and nothing else.
int pixels_of_bars(TokenDetail& detail, int width)
{
    detail.resize(width, detail.sizeHint().height());
    const QImage image = detail.grab().toImage();
    const QRgb bar = theme(detail.palette()).frozen.rgb();
    const int names = static_cast<int>(2 * detail_line_height(detail.font()));
    int count = 0;
    for (int y = names; y < image.height(); ++y)
        for (int x = 0; x < image.width() * 2 / 3; ++x)
            count += image.pixel(x, y) == bar;
    return count;
}

void TokenDetailTest::bars_give_way_to_words()
{
    RunModel run;
    Selection selection;
    TokenDetail detail(run, selection);
    QApplication::setPalette(application_palette(false));
    sample::fill(run, {}, 6);
    selection.lock({5, 550});
    QVERIFY(pixels_of_bars(detail, 900) > 0);
    QCOMPARE(pixels_of_bars(detail, 320), 0);
}

void TokenDetailTest::screenshots()
{
    RunModel run;
    Selection selection;
    TokenDetail detail(run, selection);
    const auto shot = [&](const QString& name) {
        QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
        detail.resize(690, detail.sizeHint().height());
        QApplication::processEvents();
        const QImage image = detail.grab().toImage();
        QVERIFY2(test::is_drawn(image, theme(detail.palette()).dark), qPrintable(name));
        QVERIFY(image.save(QStringLiteral(TTT_SCREENSHOTS_DIR "/token_detail_%1.png").arg(name)));
    };
    for (const bool dark : {false, true}) {
        QApplication::setPalette(application_palette(dark));
        const QString tail = dark ? QStringLiteral("_dark") : QStringLiteral("_light");
        sample::fill(run, {}, 6);
        selection.lock({5, 550});
        shot(QStringLiteral("plain") + tail);
        selection.lock({3, 350});
        shot(QStringLiteral("pattern") + tail);
        LabModel lab;
        detail.set_lab(&lab);
        LogitTrace trace;
        trace.by_chunk = {0.1, 0.4, 0.3};
        for (const std::int64_t item : {std::int64_t{350}, std::int64_t{355}}) {
            trace.item = item;
            trace.token = run.document().token_ids[static_cast<std::size_t>(item)];
            DocumentRecord planted = run.document();
            planted.marks = {{planted.byte_offsets[348], planted.byte_offsets[358], 3, 1, item == 355}};
            run.start(run.header(), planted);
            run.append(sample::stream());
            selection.lock({3, item});
            lab.set_trace(trace);
            shot((item == 350 ? QStringLiteral("taught_planted") : QStringLiteral("taught_planted_noisy")) + tail);
        }
        detail.set_lab(nullptr);
        selection.free();
        shot(QStringLiteral("nothing") + tail);
    }
    selection.lock({0, 0});
    shot(QStringLiteral("first_dark"));
    selection.lock({9, 900});
    shot(QStringLiteral("unread_dark"));
    selection.lock({2, -1});
    shot(QStringLiteral("chunk_dark"));
    sample::fill(run, {.twin = false, .frozen = false});
    selection.lock({3, 350});
    shot(QStringLiteral("adapted_only_dark"));
}

TTT_TEST(TokenDetailTest)
#include "tst_token_detail.moc"
