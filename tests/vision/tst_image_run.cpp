// A run over images as a whole: what its records hold, that it can be computed again, and what it refuses.
#include "engine/image_run.h"
#include "engine/records/collapse.h"
#include "engine/records/compare.h"
#include "engine/records/error.h"
#include "engine/runner.h"
#include "engine/vision/images/npy_file.h"
#include "engine/vision/nets/resnet_files.h"
#include "engine/vision/run/answer_meter.h"
#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <fstream>

using namespace ttt;

namespace {

struct Ran {
    RunHeader header;
    RunInput input;
    RunSummary summary;
    std::vector<StepRecord> steps;
};

Ran run(const RunConfig& config)
{
    Runner runner(config);
    Ran ran{runner.header(), runner.input(), {}, {}};
    while (auto step = runner.step())
        ran.steps.push_back(std::move(*step));
    ran.summary = runner.summary();
    return ran;
}

const std::vector<float>& column(const StepRecord& step, Column wanted)
{
    for (const ItemColumn& found : step.columns)
        if (found.column == wanted)
            return found.values;
    throw Error("the step has no such column");
}

std::optional<double> metric(const StepRecord& step, Metric wanted, std::int32_t layer = -1)
{
    for (const MetricValue& value : step.metrics)
        if (value.metric == wanted && value.layer == layer)
            return value.value;
    return std::nullopt;
}

}  // namespace

class ImageRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void steps_hold_what_was_shown_and_said();
    void the_same_run_gives_the_same_records();
    void a_rate_of_nothing_is_bn();
    void a_reset_begins_anew();
    void collected_images_are_learned_from_first();
    void noise_has_no_label();
    void grey_images_through_group_norm();
    void only_one_arm();
    void without_labels_there_is_no_error();
    void filters_that_refuse_everything_are_told();
    void numbers_that_are_none_are_no_answer();
    void what_does_not_fit_is_a_sentence_data();
    void what_does_not_fit_is_a_sentence();
    void a_collapse_is_seen();

private:
    std::string path(const char* name) const { return folder_.filePath(QString::fromLatin1(name)).toStdString(); }
    void write(const char* name, const std::string& bytes) const
    {
        std::ofstream(path(name), std::ios::binary) << bytes;
    }

    RunConfig config(const char* method) const
    {
        RunConfig config;
        config.method = method;
        config.model = path("net");
        config.images = path("in.npy");
        config.labels = path("labels.npy");
        config.stream = "gaussian_noise:5,contrast:3";
        config.batch = 8;
        return config;
    }

    QTemporaryDir folder_;
};

void ImageRunTest::initTestCase()
{
    constexpr int images = 20, side = 8;
    std::string pixels;
    std::vector<std::int32_t> labels;
    for (int image = 0; image < images; ++image) {
        labels.push_back(image % 3);
        for (int at = 0; at < side * side; ++at)
            pixels += static_cast<char>((image * 37 + at * (3 + image % 3)) & 255);
    }
    write("in.npy", npy_start(images, {side, side, 1}) + pixels);
    write("small.npy", npy_start(images, {4, 4, 1}) + pixels.substr(0, images * 16));
    write("labels.npy", npy_of_labels(labels));
    labels[3] = 7;
    write("more.npy", npy_of_labels(labels));
    ResNetConfig net;
    net.depth = 8;
    net.width = 4;
    net.classes = 3;
    net.channels = 1;
    net.side = side;
    net.rotation = false;
    net.mean = net.deviation = {0.5};
    save_resnet(path("net"), init_resnet(net, 5));
    net.norm = NormKind::gn;
    net.groups = 2;
    save_resnet(path("gn"), init_resnet(net, 5));
}

void ImageRunTest::steps_hold_what_was_shown_and_said()
{
    const Ran ran = run(config("tent"));
    QCOMPARE(QString::fromStdString(ran.header.kind), QStringLiteral("images"));
    QCOMPARE(ran.header.item_count, 40);
    QCOMPARE(ran.steps.size(), 6U);  // 8 + 8 + 4 of each shift
    QCOMPARE(ran.header.step_count, 6);
    QCOMPARE(ran.steps[2].end, 20);
    const auto& images = std::get<ImageSetRecord>(ran.input);
    QCOMPARE(images.count, 20);
    QCOMPARE(images.pixels.size(), 20U * 64);
    QCOMPARE(images.shifts, (std::vector<ShiftRecord>{{"gaussian_noise", 5}, {"contrast", 3}}));
    Total wrong{Column::wrong_adapted, 0, 0};
    for (const StepRecord& step : ran.steps)
        for (std::size_t at = 0; at < column(step, Column::image).size(); ++at) {
            const float label = column(step, Column::label)[at];
            QCOMPARE(label, std::fmod(column(step, Column::image)[at], 3.0F));
            const bool is_wrong = column(step, Column::top_ids_adapted)[at * top_k] != label;
            QCOMPARE(column(step, Column::wrong_adapted)[at], is_wrong ? 1.0F : 0.0F);
            QVERIFY(std::isnan(column(step, Column::top_ids_adapted)[at * top_k + 3]));  // of three classes
            wrong.sum += is_wrong;
            ++wrong.count;
        }
    QCOMPARE(find_total(ran.summary, Column::wrong_adapted)->sum, wrong.sum);
    QCOMPARE(mean_of(ran.summary, Column::wrong_adapted), 100 * wrong.sum / 40);
    QVERIFY(find_events(ran.steps[0], EventKind::shift) && find_events(ran.steps[3], EventKind::shift));
    QVERIFY(!find_events(ran.steps[1], EventKind::shift));
    QVERIFY(*metric(ran.steps[0], Metric::drift_norm, 1) > 0);
    QVERIFY(!ran.steps[0].fast_hash.empty());
    QVERIFY(ran.summary.state == RunState::finished);
    QCOMPARE(ran.summary.updates, 6);
}

void ImageRunTest::the_same_run_gives_the_same_records()
{
    const Ran first = run(config("tent"));
    const Ran again = run(first.header.config);
    QCOMPARE(again.steps.size(), first.steps.size());
    for (std::size_t at = 0; at < first.steps.size(); ++at)
        QCOMPARE(QString::fromStdString(first_difference(first.steps[at], again.steps[at]).value_or("")), QString());
    QVERIFY(again.header.config == first.header.config);
}

void ImageRunTest::a_rate_of_nothing_is_bn()
{
    RunConfig still = config("tent");
    still.lr = 0;
    const Ran tent = run(still), bn = run(config("bn"));
    for (std::size_t at = 0; at < tent.steps.size(); ++at)
        QCOMPARE(column(tent.steps[at], Column::entropy_adapted), column(bn.steps[at], Column::entropy_adapted));
}

void ImageRunTest::a_reset_begins_anew()
{
    RunConfig reset = config("tent"), never = config("tent");
    never.order = "continual";
    const Ran each = run(reset), on = run(never);
    QVERIFY(find_events(each.steps[3], EventKind::reset) && !find_events(on.steps[3], EventKind::reset));
    // Adam's first step moves every number by the rate, its fourth stands further away.
    const auto drift = [](const Ran& ran, std::size_t step) { return *metric(ran.steps[step], Metric::drift_norm, 1); };
    QVERIFY(std::abs(drift(each, 3) - drift(each, 0)) < 0.05 * drift(each, 0));
    QVERIFY(drift(on, 3) > 1.5 * drift(on, 0));
}

void ImageRunTest::collected_images_are_learned_from_first()
{
    RunConfig collected = config("tent"), still = config("tent");
    collected.order = "collected:2";
    still.lr = 0;
    const Ran ran = run(collected), bn = run(still), again = run(collected);
    QCOMPARE(ran.steps.size(), 6U);
    QCOMPARE(ran.summary.updates, 12);  // twice over three batches of two shifts
    QVERIFY(*metric(ran.steps[0], Metric::drift_norm, 1) > 0);
    QCOMPARE(metric(ran.steps[1], Metric::drift_norm, 1), metric(ran.steps[0], Metric::drift_norm, 1));
    QVERIFY(find_events(ran.steps[3], EventKind::reset));
    QVERIFY(column(ran.steps[0], Column::entropy_adapted) != column(bn.steps[0], Column::entropy_adapted));
    for (std::size_t at = 0; at < ran.steps.size(); ++at)
        QCOMPARE(QString::fromStdString(first_difference(ran.steps[at], again.steps[at]).value_or("")), QString());
    RunConfig episodic = collected;
    episodic.method = "memo";
    EXPECT_ERROR("memo forgets after each", run(episodic));
}

void ImageRunTest::noise_has_no_label()
{
    RunConfig noisy = config("bn");
    noisy.order = "noise:0.5";
    const Ran ran = run(noisy);
    QCOMPARE(ran.header.item_count, 80);
    QCOMPARE(find_total(ran.summary, Column::wrong_adapted)->count, 40);
    QCOMPARE(find_total(ran.summary, Column::entropy_adapted)->count, 80);
    for (const StepRecord& step : ran.steps)
        for (std::size_t at = 0; at < column(step, Column::image).size(); ++at)
            QCOMPARE(std::isnan(column(step, Column::label)[at]), column(step, Column::image)[at] < 0);
}

void ImageRunTest::grey_images_through_group_norm()
{
    RunConfig grey = config("tent");
    grey.model = path("gn");
    const Ran ran = run(grey);
    QCOMPARE(ran.summary.updates, 6);
    QVERIFY(*metric(ran.steps[5], Metric::drift_norm, 1) > 0);
}

void ImageRunTest::only_one_arm()
{
    RunConfig frozen = config("tent"), adapted = config("tent");
    frozen.arms = Arms::frozen;
    adapted.arms = Arms::adapted;
    const Ran of_frozen = run(frozen), of_adapted = run(adapted), both = run(config("tent"));
    QVERIFY(!find_total(of_frozen.summary, Column::wrong_adapted));
    QVERIFY(!find_total(of_adapted.summary, Column::wrong_frozen));
    QCOMPARE(mean_of(of_frozen.summary, Column::wrong_frozen), mean_of(both.summary, Column::wrong_frozen));
    QCOMPARE(mean_of(of_adapted.summary, Column::wrong_adapted), mean_of(both.summary, Column::wrong_adapted));
}

void ImageRunTest::without_labels_there_is_no_error()
{
    RunConfig unlabelled = config("tent");
    unlabelled.labels.clear();
    const Ran ran = run(unlabelled);
    QVERIFY(!find_total(ran.summary, Column::wrong_adapted));
    QVERIFY(!metric(ran.steps[0], Metric::error_adapted));
    QVERIFY(metric(ran.steps[0], Metric::entropy_adapted));
}

void ImageRunTest::filters_that_refuse_everything_are_told()
{
    RunConfig strict = config("eta");
    strict.entropy_margin = 1e-6;
    const Ran ran = run(strict);
    QCOMPARE(QString::fromStdString(ran.summary.message),
             QStringLiteral("The filters refused every image: nothing was learned."));
    QCOMPARE(ran.summary.updates, 0);
}

void ImageRunTest::numbers_that_are_none_are_no_answer()
{
    const torch::Tensor logits = torch::zeros({2, 3});
    QCOMPARE(answers_of(logits).predicted.size(), 2U);
    logits[1][2] = std::nan("");
    QVERIFY_THROWS_EXCEPTION(Error, answers_of(logits));
}

void ImageRunTest::what_does_not_fit_is_a_sentence_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("words");
    QTest::newRow("another size") << "size"
                                  << "reads images of 8 x 8 with 1 channel";
    QTest::newRow("other classes") << "classes"
                                   << "it is a net for other classes";
    QTest::newRow("no such corruption") << "stream"
                                        << "fogg";
    QTest::newRow("no rotation branch") << "method"
                                        << "has no rotation branch";
    QTest::newRow("a batch of none") << "batch"
                                     << "batch";
}

void ImageRunTest::what_does_not_fit_is_a_sentence()
{
    QFETCH(QString, what);
    QFETCH(QString, words);
    RunConfig wrong = config(what == u"method" ? "ttt" : "tent");
    if (what == u"size")
        wrong.images = path("small.npy");
    if (what == u"classes")
        wrong.labels = path("more.npy");
    if (what == u"stream")
        wrong.stream = "fogg:5";
    if (what == u"batch")
        wrong.batch = 513;
    try {
        run(wrong);
        QFAIL("it ran");
    } catch (const Error& error) {
        QVERIFY2(QString::fromUtf8(error.what()).contains(words), error.what());
    }
}

void ImageRunTest::a_collapse_is_seen()
{
    const std::vector<double> even{25, 25, 25, 25}, one{97, 1, 1, 1};
    CollapseWatch watch;
    QVERIFY(!watch.add(0, 100, even, one));  // too few to judge
    const auto fired = watch.add(100, 200, even, one);
    QVERIFY(fired);
    QCOMPARE(fired->first_item, 0);
    QVERIFY(std::abs(fired->frozen - std::log(4)) < 1e-12);
    QVERIFY(!watch.add(200, 300, even, one));  // once
    CollapseWatch sorted;                      // where frozen says the same, a stream of one class is no collapse
    QVERIFY(!sorted.add(0, 300, one, one));
}

TTT_TEST(ImageRunTest)
#include "tst_image_run.moc"
