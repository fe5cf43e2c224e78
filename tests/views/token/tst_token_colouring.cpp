// Numbers to colours at known values, which modes a run can give, and the words for them.
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "views/token/token_colouring.h"
#include "views/token/token_words.h"

#include <QTest>

#include <cmath>

using namespace ttt;

class TokenColouringTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void scales_end_at_the_saturation();
    void values_of_every_mode();
    void nothing_beyond_the_playhead();
    void compares_with_another_run();
    void text_can_be_read_on_every_colour();
    void modes_that_a_run_cannot_give();
    void words();
    void answers_of_the_lab();
};

void TokenColouringTest::scales_end_at_the_saturation()
{
    QCOMPARE(scaled({}, -1.0), -0.5);
    QCOMPARE(scaled({}, 7.0), 1.0);
    QCOMPARE(scaled({.saturation = 4}, -1.0), -0.25);
    QCOMPARE(scaled({.mode = ColourMode::adapted}, 5.0), 0.5);
    QCOMPARE(scaled({.mode = ColourMode::rank}, 2.0), 0.5);               // rank 100 of 1 to 10,000
    QCOMPARE(scaled({.mode = ColourMode::rank_difference}, -1.0), -0.5);  // ten times lower
    QVERIFY(std::isnan(scaled({}, NAN)));
    const Theme& colours = theme(application_palette(false));
    QCOMPARE(colour_at({}, colours, 0), colours.panel);
    QVERIFY(colour_at({}, colours, -1).green() > colour_at({}, colours, -1).red());
    QVERIFY(colour_at({}, colours, 1).red() > colour_at({}, colours, 1).green());
    QCOMPARE(colour_at({}, colours, NAN).alpha(), 0);
}

void TokenColouringTest::values_of_every_mode()
{
    RunModel run;
    sample::fill(run);
    const auto value = [&](ColourMode mode) { return TokenValues(run, {.mode = mode}).value(500); };
    QVERIFY(std::abs(value(ColourMode::adapted_frozen) + 0.5) < 1e-5);
    QVERIFY(std::abs(value(ColourMode::adapted_twin) + 0.3) < 1e-5);
    QVERIFY(std::abs(value(ColourMode::frozen) - value(ColourMode::adapted) - 0.5) < 1e-5);
    QVERIFY(std::abs(value(ColourMode::rank) - std::log10(1 + 500 % 13)) < 1e-6);
    QVERIFY(std::abs(value(ColourMode::rank_difference) - std::log10((1 + 500 % 13) / (1.0 + 500 % 97))) < 1e-6);
    QVERIFY(std::isnan(value(ColourMode::reference)));
    QVERIFY(std::isnan(TokenValues(run, {}).value(0)));
}

void TokenColouringTest::nothing_beyond_the_playhead()
{
    RunModel run;
    sample::fill(run);
    run.set_shown_steps(3);
    QVERIFY(!std::isnan(TokenValues(run, {}).value(299)));
    QVERIFY(std::isnan(TokenValues(run, {}).value(300)));
    QVERIFY(std::isnan(TokenValues(run, {}).value(-1)));
    run.clear();
    QVERIFY(std::isnan(TokenValues(run, {}).value(5)));
}

void TokenColouringTest::compares_with_another_run()
{
    RunModel run, other;
    sample::fill(run);
    sample::fill(other, {.tokens = 500});  // its gain grows twice as fast
    const TokenValues values(run, {.mode = ColourMode::reference, .reference = &other});
    QVERIFY(std::abs(values.value(400) - 0.4) < 1e-5);
    QVERIFY(std::isnan(values.value(600)));
}

void TokenColouringTest::text_can_be_read_on_every_colour()
{
    for (const bool dark : {false, true}) {
        const Theme& colours = theme(application_palette(dark));
        for (const ColourMode mode : {ColourMode::adapted, ColourMode::adapted_frozen})
            for (const double x : {-1.0, -0.5, 0.0, 0.5, 1.0}) {
                const QColor back = colour_at({.mode = mode}, colours, mode == ColourMode::adapted ? std::abs(x) : x);
                const double ratio = contrast(text_on(colours, back), back);  // WCAG 2 asks for 3 of what is large
                QVERIFY2(ratio >= 3, qPrintable(back.name() + u' ' + QString::number(ratio)));
            }
    }
}

void TokenColouringTest::modes_that_a_run_cannot_give()
{
    RunModel run;
    QVERIFY(!missing(ColourMode::adapted, run, nullptr).isEmpty());
    sample::fill(run, {.twin = false, .frozen = false});
    QVERIFY(missing(ColourMode::adapted, run, nullptr).isEmpty());
    QVERIFY(missing(ColourMode::rank, run, nullptr).isEmpty());
    for (const auto mode : {ColourMode::adapted_frozen, ColourMode::frozen, ColourMode::rank_difference})
        QVERIFY(missing(mode, run, nullptr).contains(QStringLiteral("frozen")));
    QVERIFY(missing(ColourMode::adapted_twin, run, nullptr).contains(QStringLiteral("twin")));
    QCOMPARE(available_mode(ColourMode::adapted_frozen, run, nullptr), ColourMode::adapted);
    run.start(sample::stream_header(), sample::stream_document());  // no step yet: the choices tell
    QCOMPARE(available_mode(ColourMode::adapted_twin, run, nullptr), ColourMode::adapted_twin);
    run.start(sample::stream_header({.frozen = false}), sample::stream_document());
    QCOMPARE(available_mode(ColourMode::frozen, run, nullptr), ColourMode::adapted);
    RunModel other;
    DocumentRecord document = sample::stream_document();
    document.token_ids[3] ^= 1;
    other.start(sample::stream_header(), document);
    QVERIFY(missing(ColourMode::reference, run, &other).contains(QStringLiteral("another document")));
}

void TokenColouringTest::words()
{
    QCOMPARE(legend_text({}), QStringLiteral("easier · same · harder, ±2 nats"));
    QCOMPARE(legend_text({.mode = ColourMode::adapted, .saturation = 1}), QStringLiteral("NLL 0 to 5 nats"));
    QCOMPARE(legend_text({.mode = ColourMode::rank}), QStringLiteral("rank 1 to 10,000"));
    QCOMPARE(legend_text({.mode = ColourMode::rank_difference}), QStringLiteral("lower · same · higher, ×100"));
    QCOMPARE(grouped(13952), QStringLiteral("13,952"));
    QCOMPARE(signed_number(-0.221, 2), QStringLiteral("−0.22"));
    QCOMPARE(signed_number(-0.001, 2), QStringLiteral("0.00"));
    QCOMPARE(probability(0.207), QStringLiteral(".21"));
    QCOMPARE(probability(0.999), QStringLiteral("1.0"));
    QCOMPARE(probability(0.001), QStringLiteral("<.01"));
    RunModel run;
    sample::fill(run);
    QCOMPARE(place_in_words(run, {2, -1}), QStringLiteral("Chunk 2, tokens 200 to 299."));
    QCOMPARE(token_in_words(run, 0), QStringLiteral("Token 0, “Emma ”, chunk 0. No prediction."));
    QCOMPARE(
        token_in_words(run, 500),
        QStringLiteral(
            "Token 500, “%1”, chunk 5. NLL frozen %2, twin %3, adapted %4 nats; rank frozen 16, twin 24, adapted 7.")
            .arg(run.token_text(500))
            .arg(4 + 1.5 * std::sin(350), 0, 'f', 2)
            .arg(3.8 + 1.5 * std::sin(350), 0, 'f', 2)
            .arg(3.5 + 1.5 * std::sin(350), 0, 'f', 2));
    QCOMPARE(token_in_words(run, 1000), QString());
}

void TokenColouringTest::answers_of_the_lab()
{
    RunModel run;
    sample::fill(run);
    for (const ColourMode mode : {ColourMode::taught_by, ColourMode::taught_here}) {
        QVERIFY(missing(mode, run, nullptr).contains(QStringLiteral("Who taught it")));
        QCOMPARE(available_mode(mode, run, nullptr), ColourMode::adapted_frozen);
    }
    TokenColouring colouring{.mode = ColourMode::taught_here, .saturation = 1};
    colouring.taught_here = make_overlay(200, std::vector<float>{0.5F, -0.25F, NAN, 0});
    QVERIFY(missing(ColourMode::taught_here, run, nullptr, colouring.taught_here.get()).isEmpty());
    QCOMPARE(available_mode(ColourMode::taught_here, run, nullptr, colouring.taught_here.get()),
             ColourMode::taught_here);
    const TokenValues values(run, colouring);
    QCOMPARE(values.value(201), -0.25);
    QVERIFY(std::isnan(values.value(199)) && std::isnan(values.value(204)) && std::isnan(values.value(202)));
    QCOMPARE(scaled(colouring, 0.5), -1.0);  // raised: the end of what became easier, whatever the saturation
    QCOMPARE(scaled(colouring, -0.25), 0.5);
    const Theme& colours = theme(application_palette(false));
    QCOMPARE(values.colour(colours, 200), diverging(colours, -1));
    QCOMPARE(values.colour(colours, 199).alpha(), 0);
    QCOMPARE(legend_text(colouring), QStringLiteral("logit raised · same · lowered, ±0.5"));
    QVERIFY(colouring != TokenColouring({.mode = ColourMode::taught_here, .saturation = 1}));
    run.set_shown_steps(2);
    QVERIFY(std::isnan(TokenValues(run, colouring).value(200)));
}

TTT_TEST(TokenColouringTest)
#include "tst_token_colouring.moc"
