#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/ttt/theorem.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>

#include <cmath>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

class TestTheorem : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void measured_is_predicted_data();
    void measured_is_predicted();
    void a_target_beyond_the_border_is_lost_data();
    void a_target_beyond_the_border_is_lost();
    void a_query_in_the_chunk_of_its_pair_reads_nothing();
    void pairs_add_up();
    void lm_aligned_finds_the_target_reconstruction_the_key();
    void coarse_numbers_deviate_more();
    void a_seed_changes_numbers_but_not_ratios();
    void the_closed_form_agrees();
    void one_run_alone_has_cross_talk();
    void a_common_mode_breaks_the_theorem_and_centring_mends_it();
    void the_dump_is_what_the_theorem_asks_for();
    void faults_get_a_sentence_data();
    void faults_get_a_sentence();
    void the_largest_numbers_stay_in_range_data();
    void the_largest_numbers_stay_in_range();
    void every_width_obeys_data();
    void every_width_obeys();
    void rivals_split_the_logits();
    void other_targets_do_not_see_rivals();
    void the_assumptions_are_measured();
    void a_result_knows_its_setup();
    void all_others_are_summed_up();
};

void TestTheorem::measured_is_predicted_data()
{
    QTest::addColumn<int>("tap");
    QTest::addColumn<int>("position");
    for (const int tap : {1, 2, 3})
        for (const int position : {1, 5, 17, 30})
            QTest::addRow("tap %d at %d", tap, position) << tap << position;
    QTest::newRow("tap 1 at the end") << 1 << 31;
    QTest::newRow("tap 2 at the end") << 2 << 31;
    QTest::newRow("tap 2 at the start") << 2 << 0;
    QTest::newRow("tap 3 at the start") << 3 << 0;
}

void TestTheorem::measured_is_predicted()
{
    QFETCH(int, tap);
    QFETCH(int, position);
    for (const double rho : {0.0, 0.07, 0.9}) {
        const TheoremResult result = demonstrate_theorem({.tap = tap, .position = position, .rho = rho});
        TTT_VERIFY_BELOW(result.relative_error, 1e-9);
        const LogitChange measured = logit_change(result, result.measured);
        const double signal = 0.1 * result.alignment;
        QVERIFY(signal > 1);
        const auto expect = [&](double value, bool written) {
            TTT_VERIFY_BELOW(std::abs(value - (written ? 1 : rho) * signal), 1e-9 * signal);
        };
        expect(measured.previous, tap == 1);
        expect(measured.key, tap == 2);
        expect(measured.target, tap == 3);
        expect(measured.others_min, false);
        expect(measured.others_max, false);
    }
}

void TestTheorem::a_target_beyond_the_border_is_lost_data()
{
    QTest::addColumn<int>("tap");
    QTest::addColumn<int>("position");
    QTest::addColumn<QString>("dtype");
    for (const char* dtype : {"f64", "f32", "bf16"}) {
        QTest::addRow("next token, %s", dtype) << 3 << 31 << dtype;
        QTest::addRow("previous token, %s", dtype) << 1 << 0 << dtype;
    }
}

void TestTheorem::a_target_beyond_the_border_is_lost()
{
    QFETCH(int, tap);
    QFETCH(int, position);
    QFETCH(QString, dtype);
    const TheoremResult result =
        demonstrate_theorem({.tap = tap, .position = position, .dtype = Choice<TheoremDtype>(dtype.toStdString())});
    for (std::size_t token = 0; token < result.measured.size(); ++token) {
        QCOMPARE(result.predicted[token], 0.0);
        QVERIFY(result.measured[token] == 0.0);
    }
    QVERIFY(result.relative_error == 0.0);
    QVERIFY(result.single[static_cast<std::size_t>(result.target)] != 0.0);
}

void TestTheorem::a_query_in_the_chunk_of_its_pair_reads_nothing()
{
    const TheoremResult result = demonstrate_theorem({.position = 5, .same_chunk = true});
    for (const double change : result.measured)
        QVERIFY(change == 0.0);
    QCOMPARE(result.query, 2 * TheoremShape::chunk - 1);
}

void TestTheorem::pairs_add_up()
{
    const TheoremResult once = demonstrate_theorem({});
    for (const int count : {2, 3, 4}) {
        const TheoremResult often = demonstrate_theorem({.occurrences = count});
        TTT_VERIFY_BELOW(often.relative_error, 1e-9);
        QCOMPARE(logit_change(often, often.measured).target, count * logit_change(once, once.measured).target);
        const TheoremResult near = demonstrate_theorem({.occurrences = count, .same_chunk = true});
        TTT_VERIFY_BELOW(near.relative_error, 1e-9);
        QCOMPARE(logit_change(near, near.measured).target, (count - 1) * logit_change(once, once.measured).target);
    }
}

void TestTheorem::lm_aligned_finds_the_target_reconstruction_the_key()
{
    const TheoremResult lm = demonstrate_theorem({.tap = 3});
    const TheoremResult reconstruction = demonstrate_theorem({.tap = 2});
    QCOMPARE(reconstruction.target, lm.target);
    const LogitChange next = logit_change(lm, lm.measured);
    const LogitChange same = logit_change(reconstruction, reconstruction.measured);
    QCOMPARE(next.target, same.key);
    QCOMPARE(next.key, same.target);
    QCOMPARE(next.key / next.target, 0.07);
}

void TestTheorem::coarse_numbers_deviate_more()
{
    const double f64 = demonstrate_theorem({.dtype = TheoremDtype::f64}).relative_error;
    const double f32 = demonstrate_theorem({.dtype = TheoremDtype::f32}).relative_error;
    const double bf16 = demonstrate_theorem({.dtype = TheoremDtype::bf16}).relative_error;
    TTT_VERIFY_BELOW(f64, 1e-12);
    TTT_VERIFY_BELOW(f32, 1e-5);
    TTT_VERIFY_BELOW(bf16, 0.05);
    QVERIFY2(f64 * 1000 < f32 && f32 * 100 < bf16, qPrintable(QString("%1 %2 %3").arg(f64).arg(f32).arg(bf16)));
}

void TestTheorem::a_seed_changes_numbers_but_not_ratios()
{
    const TheoremResult first = demonstrate_theorem({.seed = 1});
    const TheoremResult second = demonstrate_theorem({.seed = 2});
    const LogitChange one = logit_change(first, first.measured);
    const LogitChange two = logit_change(second, second.measured);
    QVERIFY(std::abs(one.target - two.target) > 0.01);
    QCOMPARE(one.key / one.target, two.key / two.target);
    QCOMPARE(one.others_max / one.target, two.others_max / two.target);
    QVERIFY(demonstrate_theorem({.seed = 1}).measured == first.measured);
}

/// The dump of a setup.
static SafetensorsFile dumped(const TheoremSetup& setup)
{
    const QTemporaryDir directory;
    const std::string path = directory.filePath("theorem.safetensors").toStdString();
    dump_theorem(setup, path);
    return SafetensorsFile::open(path);
}

/// eta sum_t (e_w . v_t)(z_t . z_n) with the targets of tap 3, token by token, without weights.
void TestTheorem::the_closed_form_agrees()
{
    const TheoremSetup setup{.position = 9, .seed = 3};
    const TheoremResult result = demonstrate_theorem(setup);
    const SafetensorsFile file = dumped(setup);
    const Tensor inputs = file.tensor("inputs");
    const Tensor embedding = file.tensor("embedding");
    const Tensor keys = torch::silu(inputs.matmul(file.tensor("gate").t())) * inputs.matmul(file.tensor("up").t());
    const Tensor tokens = file.tensor("tokens");
    Tensor expected = torch::zeros({TheoremShape::vocabulary}, torch::kFloat64);
    for (std::int64_t t = 0; t < result.query / TheoremShape::chunk * TheoremShape::chunk; ++t) {
        if (t % TheoremShape::chunk == TheoremShape::chunk - 1)
            continue;
        const Tensor key = keys[tokens[t].item<std::int64_t>()];
        const Tensor written = embedding[tokens[t + 1].item<std::int64_t>()];
        expected += setup.eta * key.dot(keys[result.key]) * embedding.mv(written);
    }
    TTT_VERIFY_BELOW(largest_difference(torch::tensor(result.single, torch::kFloat64), expected), 1e-11);
}

void TestTheorem::one_run_alone_has_cross_talk()
{
    const TheoremResult result = demonstrate_theorem({});
    const LogitChange single = logit_change(result, result.single);
    const LogitChange measured = logit_change(result, result.measured);
    QVERIFY(single.others_max - single.others_min > 0.05 * measured.target);
    TTT_VERIFY_BELOW(measured.others_max - measured.others_min, 1e-9 * measured.target);
}

void TestTheorem::a_common_mode_breaks_the_theorem_and_centring_mends_it()
{
    const auto error = [](double mu, bool centre) {
        return demonstrate_theorem({.common_mode = mu, .centre_keys = centre}).relative_error;
    };
    QVERIFY(error(0.25, false) > 0.1);
    QVERIFY(error(1.0, false) > 2 * error(0.25, false));
    QVERIFY(error(1.0, true) < 0.6 * error(1.0, false));
    const TheoremResult plain = demonstrate_theorem({.common_mode = 1});
    const TheoremResult centred = demonstrate_theorem({.common_mode = 1, .centre_keys = true});
    const LogitChange best = logit_change(centred, centred.measured);
    QVERIFY(best.target > 2 * best.others_max);
    const LogitChange drowned = logit_change(plain, plain.measured);
    QVERIFY(drowned.others_max > drowned.target);
}

void TestTheorem::the_dump_is_what_the_theorem_asks_for()
{
    const TheoremSetup setup{.position = 31, .rho = 0.3, .dtype = TheoremDtype::bf16, .occurrences = 2};
    const TheoremResult result = demonstrate_theorem(setup);
    const SafetensorsFile file = dumped(setup);
    const Tensor embedding = file.tensor("embedding");
    const Tensor eye = torch::eye(TheoremShape::vocabulary, torch::kFloat64);
    TTT_VERIFY_BELOW(largest_difference(embedding.matmul(embedding.t()), eye * 0.7 + 0.3), 1e-14);
    QVERIFY(file.tensor("inputs").matmul(file.tensor("inputs").t()).equal(eye));
    const Tensor tokens = file.tensor("tokens");
    QCOMPARE((tokens == result.key).sum().item<int>(), 3);
    QCOMPARE((tokens == result.target).sum().item<int>(), 2);
    QCOMPARE(tokens[2 * TheoremShape::chunk - 1].item<std::int64_t>(), result.key);
    QCOMPARE(tokens[2 * TheoremShape::chunk].item<std::int64_t>(), result.target);
    QCOMPARE(tokens[result.query].item<std::int64_t>(), result.key);
    QCOMPARE(file.metadata().at("dtype"), std::string("bf16"));
}

void TestTheorem::faults_get_a_sentence_data()
{
    QTest::addColumn<TheoremSetup>("setup");
    QTest::addColumn<QString>("sentence");
    const auto add = [](const char* name, const TheoremSetup& setup, const char* sentence) {
        QTest::newRow(name) << setup << QString(sentence);
    };
    add("tap", {.tap = 4}, "The tap must be 1 (previous token), 2 (reconstruction) or 3 (next token), not 4.");
    add("position", {.position = 32}, "The position of the key in its chunk must be from 0 to 31, not 32.");
    add("same chunk", {.position = 30, .same_chunk = true}, "from 0 to 29, not 30.");
    add("rho", {.rho = 1.01}, "rho, the dot product of two embeddings, must be from 0 to 1, not 1.01.");
    add("no rho", {.rho = std::nan("")}, "not nan.");
    add("eta", {.eta = -0.1}, "eta must be from 0 to 1000000, not -0.1.");
    add("large eta", {.eta = 1e38}, "eta must be from 0 to 1000000, not 1e+38.");
    add("dtype", {.dtype = Choice<TheoremDtype>("f16")}, "The dtype must be f64, f32 or bf16, not 'f16'.");
    add("common mode", {.common_mode = -1}, "The common mode of the keys must be from 0 to 100, not -1.");
    add("rivals", {.occurrences = 2, .rivals = 3},
        "The rivals of the pair must be from 0 to 2 beside 2 of the pair "
        "itself, not 3.");
    add("fewer rivals", {.rivals = -1}, "The rivals of the pair must be from 0 to 3 beside 1");
    add("narrow", {.inner = 15}, "The width of the keys must be from 16 to 4096, not 15.");
    add("wide", {.inner = 4097}, "The width of the keys must be from 16 to 4096, not 4097.");
    add("occurrences", {.occurrences = 5}, "The occurrences of the pair must be from 1 to 4, not 5.");
}

void TestTheorem::faults_get_a_sentence()
{
    QFETCH(TheoremSetup, setup);
    QFETCH(QString, sentence);
    QVERIFY2(QString::fromStdString(fault_of(setup)).contains(sentence), fault_of(setup).c_str());
    TTT_VERIFY_SENTENCE(demonstrate_theorem(setup), sentence.toUtf8().constData());
    TTT_VERIFY_SENTENCE((dump_theorem(setup, "never-written"), 0), sentence.toUtf8().constData());
}

void TestTheorem::the_largest_numbers_stay_in_range_data()
{
    QTest::addColumn<QString>("dtype");
    for (const char* dtype : {"f64", "f32", "bf16"})
        QTest::newRow(dtype) << dtype;
}

void TestTheorem::the_largest_numbers_stay_in_range()
{
    QFETCH(QString, dtype);
    const Choice<TheoremDtype> type(dtype.toStdString());
    TTT_VERIFY_BELOW(demonstrate_theorem({.eta = 1e6, .dtype = type, .occurrences = 4}).relative_error, 0.05);
    QVERIFY(std::isfinite(demonstrate_theorem({.eta = 1e6, .dtype = type, .common_mode = 100}).relative_error));
    QCOMPARE(demonstrate_theorem({.eta = 0, .dtype = type}).relative_error, 0.0);
}

void TestTheorem::every_width_obeys_data()
{
    QTest::addColumn<int>("inner");
    for (const int inner : {16, 64, 1024, 4096})
        QTest::addRow("f = %d", inner) << inner;
}

void TestTheorem::every_width_obeys()
{
    QFETCH(int, inner);
    for (const int tap : {1, 2, 3}) {
        const TheoremResult result = demonstrate_theorem({.tap = tap, .inner = inner});
        TTT_VERIFY_BELOW(result.relative_error, 1e-9);
        QVERIFY(result.alignment > 0);
    }
    for (const auto& [tap, border] : {std::pair(1, 0), std::pair(3, 31)}) {
        const TheoremResult lost = demonstrate_theorem({.tap = tap, .position = border, .inner = inner});
        for (const double change : lost.measured)
            QVERIFY(change == 0.0);
    }
}

/// k* followed by v* twice and by another token once: 2 + rho against 1 + 2 rho, the rest 3 rho.
void TestTheorem::rivals_split_the_logits()
{
    constexpr double rho = 0.07;
    const TheoremResult result = demonstrate_theorem({.rho = rho, .occurrences = 2, .rivals = 1});
    TTT_VERIFY_BELOW(result.relative_error, 1e-9);
    const LogitChange measured = logit_change(result, result.measured);
    const double signal = 0.1 * result.alignment;
    QVERIFY(result.rival >= 0 && result.rival != result.target && result.rival != result.key);
    TTT_VERIFY_BELOW(std::abs(measured.target - (2 + rho) * signal), 1e-9 * signal);
    TTT_VERIFY_BELOW(std::abs(measured.rival - (1 + 2 * rho) * signal), 1e-9 * signal);
    TTT_VERIFY_BELOW(std::abs(measured.others_max - 3 * rho * signal), 1e-9 * signal);
    TTT_VERIFY_BELOW(std::abs(measured.others_min - 3 * rho * signal), 1e-9 * signal);
    const TheoremResult even = demonstrate_theorem({.occurrences = 2, .rivals = 2});
    const LogitChange halves = logit_change(even, even.measured);
    TTT_VERIFY_BELOW(std::abs(halves.target - halves.rival), 1e-9 * halves.target);
    const TheoremResult near = demonstrate_theorem({.rivals = 3, .same_chunk = true});  // reads the rivals only
    TTT_VERIFY_BELOW(near.relative_error, 1e-9);
    QVERIFY(logit_change(near, near.measured).rival > 10 * logit_change(near, near.measured).target);
}

void TestTheorem::other_targets_do_not_see_rivals()
{
    for (const int tap : {1, 2}) {
        const TheoremResult pairs = demonstrate_theorem({.tap = tap, .occurrences = 3});
        const TheoremResult split = demonstrate_theorem({.tap = tap, .occurrences = 1, .rivals = 2});
        TTT_VERIFY_BELOW(split.relative_error, 1e-9);
        for (std::size_t token = 0; token < split.measured.size(); ++token)
            TTT_VERIFY_BELOW(std::abs(split.measured[token] - pairs.measured[token]), 1e-9 * pairs.alignment);
    }
}

void TestTheorem::the_assumptions_are_measured()
{
    const TheoremResult plain = demonstrate_theorem({.rho = 0.3});
    TTT_VERIFY_BELOW(std::abs(plain.largest_dot - 0.3), 1e-14);
    TTT_VERIFY_BELOW(std::abs(plain.norm_squared - 1), 1e-14);
    TTT_VERIFY_BELOW(std::abs(plain.key_cosine), 0.02);
    QVERIFY(plain.rounding == 0.0);
    QVERIFY(plain.cross_talk > 0.02 && plain.cross_talk < 1);
    // cos(u + mu m, u' + mu m) of directions at right angles: mu^2 / (1 + mu^2)
    for (const double mu : {0.25, 0.5, 1.0}) {
        const TheoremResult turned = demonstrate_theorem({.inner = 1024, .common_mode = mu});
        TTT_VERIFY_BELOW(std::abs(turned.key_cosine - mu * mu / (1 + mu * mu)), 0.03);
    }
    // bf16 keeps 8 bits: |e|^2 is off by less than 2^-8, the signal by about as much
    const TheoremResult coarse = demonstrate_theorem({.dtype = TheoremDtype::bf16});
    QVERIFY(coarse.norm_squared != 1.0);
    TTT_VERIFY_BELOW(std::abs(coarse.norm_squared - 1), 1.0 / 256);
    QVERIFY(coarse.rounding > 1e-4);
    TTT_VERIFY_BELOW(coarse.rounding, 0.05);
    TTT_VERIFY_BELOW(std::abs(coarse.rounding - coarse.relative_error), 1e-9);
    QVERIFY(demonstrate_theorem({.dtype = TheoremDtype::bf16, .common_mode = 1}).rounding < 0.2);
}

void TestTheorem::a_result_knows_its_setup()
{
    const TheoremSetup setup{.tap = 2, .position = 3, .inner = 64, .seed = 9, .rivals = 1};
    QVERIFY(demonstrate_theorem(setup).setup == setup);
}

void TestTheorem::all_others_are_summed_up()
{
    TheoremResult result;
    result.key = 0;
    result.target = 1;
    result.previous = 2;
    const std::vector<double> values{10, 20, 30, 40, -1, 3};
    const LogitChange change = logit_change(result, values);
    QCOMPARE(change.rival, 0.0);
    QCOMPARE(change.others_min, -1.0);
    QCOMPARE(change.others_max, 40.0);
    QCOMPARE(change.others_mean, 14.0);
    result.rival = 3;
    QCOMPARE(logit_change(result, values).rival, 40.0);
    QCOMPARE(logit_change(result, values).others_mean, 1.0);
}

TTT_TEST(TestTheorem)
#include "tst_theorem.moc"
