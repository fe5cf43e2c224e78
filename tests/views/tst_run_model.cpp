// The arrays that views read: filled in batches, held back by the playhead, readable tokens.
#include "engine/records/error.h"
#include "sample_stream.h"
#include "tests/support/test_main.h"
#include "views/selection.h"
#include "views/token_pieces.h"

#include <QSignalSpy>
#include <QTest>

#include <cmath>
#include <functional>
#include <limits>

using namespace ttt;

class RunModelTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void batches_give_what_one_append_gives();
    void steps_must_follow_each_other();
    void pads_what_comes_late();
    void playhead_holds_back_and_follows();
    void what_does_not_fit_is_refused();
    void axes_span_what_was_read();
    void places_and_steps();
    void tokens_are_of_the_text_alone();
    void tokens_are_readable();
    void characters_over_tokens_are_readable();
    void texts_are_compared_as_far_as_both_go();
    void selection_prefers_the_hovered_place();
};

void RunModelTest::batches_give_what_one_append_gives()
{
    RunModel whole, parts;
    sample::fill(whole);
    const StepBatch batch = sample::stream();
    parts.start(sample::stream_header(), sample::stream_document());
    for (const StepRecord& step : batch)
        parts.append({step});
    QCOMPARE(parts.item_count(), 1000);
    for (const ColumnInfo& info : column_table) {
        const auto a = whole.column(info.id), b = parts.column(info.id);
        QCOMPARE(b.size(), a.size());
        for (std::size_t at = 0; at < a.size(); ++at)
            QVERIFY(a[at] == b[at] || (std::isnan(a[at]) && std::isnan(b[at])));
    }
    QCOMPARE(parts.metrics(), whole.metrics());
    QCOMPARE(parts.layers_of(Metric::drift_relative), (std::vector<std::int32_t>{1, 3}));
    QCOMPARE(parts.patterns().size(), whole.patterns().size());
    QCOMPARE(parts.pattern_end(5), 9);  // items 50 to 450
}

/// A file of a stranger must not end a view: what does not follow is refused, and nothing of its batch is taken.
void RunModelTest::steps_must_follow_each_other()
{
    RunModel run;
    run.start(sample::stream_header(), sample::stream_document());
    run.append({sample::stream_step({}, 0)});
    const StepRecord good = sample::stream_step({}, 1);
    const auto refused = [&](auto change) {
        StepRecord bad = sample::stream_step({}, 2);
        change(bad);
        QVERIFY_THROWS_EXCEPTION(Error, run.append({good, bad}));
        QCOMPARE(run.step_count(), 1);
        QCOMPARE(run.item_count(), 100);
    };
    refused([](StepRecord& step) { step.index = 3; });
    refused([](StepRecord& step) { step.begin = 250; });
    refused([](StepRecord& step) { step.end = step.begin; });
    refused([](StepRecord& step) { step.end = std::numeric_limits<std::int64_t>::max(); });
    run.append({good});
    QCOMPARE(run.step_count(), 2);
}

void RunModelTest::tokens_are_of_the_text_alone()
{
    RunModel run;
    QCOMPARE(run.token_of(0), -1);
    sample::fill(run);
    const auto& ids = run.document().token_ids;
    QCOMPARE(run.token_of(7), ids[7]);
    QCOMPARE(run.token_of(-1), -1);
    QCOMPARE(run.token_of(static_cast<std::int64_t>(ids.size())), -1);
}

void RunModelTest::pads_what_comes_late()
{
    RunModel run;
    StepBatch batch = sample::stream();
    batch[0].columns.clear();
    batch[0].metrics.clear();
    batch[9].columns.clear();
    batch[9].metrics.clear();
    run.start(sample::stream_header(), sample::stream_document());
    run.append(batch);
    const auto nll = run.column(Column::nll_frozen);
    QCOMPARE(nll.size(), 1000U);
    QVERIFY(std::isnan(nll[99]) && !std::isnan(nll[100]) && !std::isnan(nll[899]) && std::isnan(nll[900]));
    const auto drift = run.metric(Metric::drift_relative, 3);
    QCOMPARE(drift.size(), 10U);
    QVERIFY(std::isnan(drift[0]) && !std::isnan(drift[1]) && std::isnan(drift[9]));
    QVERIFY(run.metric(Metric::drift_relative, 2).empty());
}

void RunModelTest::playhead_holds_back_and_follows()
{
    RunModel run;
    sample::fill(run, {}, 4);
    QSignalSpy spy(&run, &RunModel::shown_changed);
    run.set_shown_steps(2);
    QCOMPARE(run.shown_items(), 200);
    run.append({sample::stream_step({}, 4)});
    QCOMPARE(run.shown_steps(), 2);
    QCOMPARE(spy.size(), 1);
    run.set_shown_steps(99);
    QCOMPARE(run.shown_steps(), 5);
    run.append({sample::stream_step({}, 5)});
    QCOMPARE(run.shown_steps(), 6);
    QCOMPARE(spy.size(), 3);
}

void RunModelTest::what_does_not_fit_is_refused()
{
    const auto refuses = [](const std::function<void(StepRecord&)>& damage) {
        RunModel run;
        sample::fill(run, {}, 3);
        StepBatch batch{sample::stream_step({}, 3), sample::stream_step({}, 4)};
        damage(batch[1]);
        try {
            run.append(batch);
        } catch (const Error&) {
            return run.step_count() == 3 && run.column(Column::nll_frozen).size() == 300U;
        }
        return false;
    };
    QVERIFY(refuses([](StepRecord& step) { add_pattern(step, {5000, 1, 0, 0, 0}); }));
    RunModel run;
    sample::fill(run);
    RunHeader header = sample::stream_header();
    header.step_count = std::numeric_limits<std::int64_t>::max();
    QVERIFY_EXCEPTION_THROWN(run.start(header, sample::stream_document()), Error);
    header.item_count = header.step_count;
    QVERIFY_EXCEPTION_THROWN(run.start(header, sample::stream_document()), Error);
    DocumentRecord text = sample::stream_document();
    text.byte_offsets.back() += 1;
    QVERIFY_EXCEPTION_THROWN(run.start(sample::stream_header(), text), Error);
    QCOMPARE(run.step_count(), 10);  // what was there stays
}

void RunModelTest::axes_span_what_was_read()
{
    RunModel run;
    sample::fill(run, {}, 3);
    QCOMPARE(run.span_steps(), 10);  // it goes on
    run.end({.state = RunState::cancelled, .message = {}});
    QVERIFY(run.ended_early());
    QCOMPARE(run.span_steps(), 3);
    QCOMPARE(run.span_items(), 300);
    sample::fill(run);
    QVERIFY(!run.ended_early());
    QCOMPARE(run.span_items(), 1000);
}

void RunModelTest::places_and_steps()
{
    RunModel run;
    const sample::StreamShape shape{.tokens = 1010};
    sample::fill(run, shape, 3);
    QCOMPARE(run.step_of(299), 2);
    QCOMPARE(run.step_of(300), 3);  // not arrived: by the chunk
    QCOMPARE(run.items_of(1), (std::pair<std::int64_t, std::int64_t>(100, 200)));
    QCOMPARE(run.items_of(10), (std::pair<std::int64_t, std::int64_t>(1000, 1010)));
    sample::fill(run, shape);
    QCOMPARE(run.items_of(10), (std::pair<std::int64_t, std::int64_t>(1000, 1010)));
}

void RunModelTest::tokens_are_readable()
{
    QCOMPARE(readable("a\n\t\x01\xC3\xA9"), QStringLiteral("a⏎⇥␁é"));
    QCOMPARE(readable("\xFF\xC3"), QStringLiteral("\\xff\\xc3"));
    QCOMPARE(readable("\xE2\x80\x94"), QStringLiteral("—"));
    RunModel run;
    sample::fill(run);
    QCOMPARE(run.token_text(0), QStringLiteral("Emma "));
    QCOMPARE(run.token_text(1000), QString());
    QCOMPARE(run.vocabulary_text(9), QStringLiteral(" Knightley"));
    QCOMPARE(run.vocabulary_text(16), QString());
    // A start token has none of the text's bytes; its name is shown.
    DocumentRecord document = run.document();
    document.token_ids.insert(document.token_ids.begin(), 9);
    document.byte_offsets.insert(document.byte_offsets.begin(), 0);
    run.start(run.header(), document);
    QCOMPARE(run.token_text(0), QStringLiteral(" Knightley"));
    QCOMPARE(run.token_text(1), QStringLiteral("Emma "));
}

/// A character over several tokens: its place among them, in a line once and whole.
void RunModelTest::characters_over_tokens_are_readable()
{
    RunModel run;
    DocumentRecord document;
    document.bytes = "a \xE2\x80\x9Cq\xC3\xA9\xF0\x9F\x98\x80\xFF\xE2\x80z";  // a “qé😀, a broken byte, a broken end
    document.byte_offsets = {0, 3, 4, 6, 7, 9, 10, 11, 12, 13, 15, 16};
    document.vocabulary = {"\xA9", "\xA8x", "\xE2\x80", "plain", "z"};
    document.token_ids.assign(document.byte_offsets.size() - 1, 0);
    RunHeader header;
    header.run_id = "x";
    run.start(header, document);
    QCOMPARE(run.token_text(0), QStringLiteral("a “¹⁄₃"));
    QCOMPARE(run.token_text(1), QStringLiteral("“²⁄₃"));
    QCOMPARE(run.token_text(2), QStringLiteral("“³⁄₃q"));
    QCOMPARE(run.token_text(3), QStringLiteral("é¹⁄₂"));
    QCOMPARE(run.token_text(4), QStringLiteral("é²⁄₂😀¹⁄₄"));
    QCOMPARE(run.token_text(7), QStringLiteral("😀⁴⁄₄"));
    QCOMPARE(run.token_text(8), QStringLiteral("\\xff"));
    QCOMPARE(run.token_text(9), QStringLiteral("\\xe2\\x80"));
    QCOMPARE(run.text(0, 11), QStringLiteral("a “qé😀\\xff\\xe2\\x80z"));
    QCOMPARE(run.text(0, 2), QStringLiteral("a "));  // the quotation mark is cut
    QCOMPARE(run.text(1, 4), QStringLiteral("q"));
    QCOMPARE(run.text(-5, 3), QStringLiteral("a “q"));
    QCOMPARE(run.candidate_text(4, 0), QStringLiteral("é"));  // what would complete the character that was begun
    QCOMPARE(run.candidate_text(4, 1), QStringLiteral("èx"));
    QCOMPARE(run.candidate_text(4, 3), QStringLiteral("plain"));
    QCOMPARE(run.candidate_text(3, 2), QStringLiteral("\\xe2\\x80"));
    QCOMPARE(run.candidate_text(10, 4), QStringLiteral("z"));
    QCOMPARE(readable("\xC0\x80\xED\xA0\x80\xF4\x90\x80\x80"),  // overlong, a surrogate, too large
             QStringLiteral("\\xc0\\x80\\xed\\xa0\\x80\\xf4\\x90\\x80\\x80"));
}

void RunModelTest::texts_are_compared_as_far_as_both_go()
{
    sample::StreamShape shorter;
    shorter.tokens = 300;
    RunModel whole, part, other, none;
    sample::fill(whole);
    sample::fill(part, shorter);
    sample::fill(other, shorter);
    DocumentRecord changed = other.document();
    changed.token_ids[299] ^= 1;
    other.start(other.header(), changed);
    QVERIFY(same_text(whole, part) && same_text(part, whole));
    QVERIFY(!same_text(whole, other));
    QVERIFY(!same_text(whole, none));
}

void RunModelTest::selection_prefers_the_hovered_place()
{
    Selection selection;
    QSignalSpy changed(&selection, &Selection::changed), locked(&selection, &Selection::locked_changed);
    selection.lock({1, 150});
    selection.hover({2, -1});
    QVERIFY(selection.current() == (Place{2, -1}));
    selection.hover({});
    QVERIFY(selection.current() == (Place{1, 150}));
    selection.free();
    QVERIFY(!selection.current());
    QCOMPARE(changed.size(), 4);
    QCOMPARE(locked.size(), 2);
}

TTT_TEST(RunModelTest)
#include "tst_run_model.moc"
