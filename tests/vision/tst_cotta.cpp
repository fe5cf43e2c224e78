// CoTTA: its authors' own code agrees when it is handed the same draws, and what must hold without it.
#include "engine/model/safetensors.h"
#include "engine/vision/methods/cotta.h"
#include "engine/vision/methods/cotta_views.h"
#include "engine/vision/methods/device_draws.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QtTest>

#include <cmath>

using namespace ttt;
using torch::Tensor;

namespace {

const std::string nets = TTT_TESTS_DIR "/golden/image-nets/";

std::unique_ptr<ImageNet> net(const std::string& name)
{
    return open_image_net(nets + name).net;
}

/// u8 [3, 6, 3, 16, 16] of bn and gn, [4, 3, 8, 8] of mae
Tensor batches(const std::string& name)
{
    return SafetensorsFile::open(nets + name + "/expected.safetensors").tensor("images");
}

/// As the script that made the golden file has them.
ImageMethodOptions options_of(const QString& run)
{
    ImageMethodOptions options;
    options.uses_adam = run == "bn.adam";
    options.lr = options.uses_adam ? 1e-3 : 0.01;
    options.momentum = 0.9;
    options.views = 4;
    options.confidence_below = run == "bn.sgd" ? 0.3 : 1.1;  // its first batch is sure enough
    options.teacher_decay = run == "bn.sgd" ? 0.99 : 0.9;
    options.restore = run == "gn.sgd" ? 0.2 : 0.1;
    return options;
}

class Opened : public Cotta {
public:
    Opened(const std::string& name, const ImageMethodOptions& options) : Cotta(net(name), options) {}

    Tensor student() const { return flat(student_parameters()); }
    Tensor teacher() const { return flat(teacher_parameters()); }

private:
    static Tensor flat(const std::vector<Tensor>& tensors)
    {
        std::vector<Tensor> rows;
        for (const Tensor& tensor : tensors)
            rows.push_back(tensor.detach().flatten());
        return torch::cat(rows);
    }
};

Tensor batch_logits(const ImageNet& of, const Tensor& pixels)
{
    const torch::NoGradGuard no_grad;
    return of.forward(of.normalised(pixels), NormMode::batch);
}

Draws some_draws()
{
    return {7, 3, "cotta", 0};
}

}  // namespace

class TestCotta : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void draws_are_those_of_the_host();
    void a_view_agrees_with_its_authors();
    void grey_images_are_seen_as_coloured_ones();
    void views_stay_in_range();
    void agrees_with_its_authors_data();
    void agrees_with_its_authors();
    void a_teacher_that_keeps_all_is_frozen();
    void no_rate_is_bn();
    void all_return();
    void views_where_the_source_is_unsure();
    void draws_follow_from_the_item();
    void reset_is_the_start();
    void the_probe_changes_nothing();
    void a_transformer_keeps_its_tokens();
    void refuses_images_of_another_size();
};

void TestCotta::draws_are_those_of_the_host()
{
    Draws one = some_draws(), other = some_draws(), third = some_draws();
    const Tensor numbers = uniform_draws(one, 1000, torch::kCPU);
    for (std::int64_t i = 0; i < 1000; ++i)
        QCOMPARE(numbers[i].item<double>(), other.uniform());
    QCOMPARE(one.uniform(), other.uniform());
    const Tensor normal = normal_draws(third, {2, 3}, torch::kCPU);
    Draws fourth = some_draws();
    for (std::int64_t i = 0; i < 6; ++i)
        QVERIFY(std::abs(normal.view({6})[i].item<double>() - fourth.normal()) < 1e-6);
    QCOMPARE(third.uniform(), fourth.uniform());
}

void TestCotta::a_view_agrees_with_its_authors()
{
    const Tensor images = batches("bn")[0].to(torch::kFloat32) / 255;
    Draws draws(1, 0, "cotta view", 0);
    const CottaView view = draw_cotta_view(16, draws);
    const Tensor seen = cotta_view(images, view, normal_draws(draws, images.sizes(), torch::kCPU));
    const Tensor expected = SafetensorsFile::open(nets + "cotta/expected.safetensors").tensor("view");
    TTT_VERIFY_BELOW(test::largest_difference(seen.slice(0, 0, 2), expected), 1e-5);
}

void TestCotta::grey_images_are_seen_as_coloured_ones()
{
    const Tensor grey = batches("bn")[0].to(torch::kFloat32).narrow(1, 0, 1) / 255;
    const Tensor coloured = grey.expand({-1, 3, -1, -1}).contiguous();
    Draws draws = some_draws();
    for (int i = 0; i < 5; ++i) {
        const CottaView view = draw_cotta_view(16, draws);
        const Tensor one = cotta_view(grey, view, torch::zeros_like(grey));
        const Tensor three = cotta_view(coloured, view, torch::zeros_like(coloured));
        TTT_VERIFY_BELOW(test::largest_difference(one, three.narrow(1, 1, 1)), 2e-3);  // weights of grey sum to 0.9999
    }
}

void TestCotta::views_stay_in_range()
{
    Draws draws = some_draws();
    bool is_mirrored = false, is_straight = false;
    for (int i = 0; i < 200; ++i) {
        const CottaView view = draw_cotta_view(28, draws);
        is_mirrored |= view.is_mirrored;
        is_straight |= !view.is_mirrored;
        QVERIFY(std::abs(view.angle) <= 15 && view.scale >= 0.9 && view.scale < 1.1);
        QVERIFY(std::abs(view.right) <= 4 && std::abs(view.down) <= 4);
        int kinds = 0;
        for (const CottaView::Colour& colour : view.colours)
            kinds |= 1 << static_cast<int>(colour.kind);
        QCOMPARE(kinds, 31);
    }
    QVERIFY(is_mirrored && is_straight);
}

void TestCotta::agrees_with_its_authors_data()
{
    QTest::addColumn<QString>("run");
    for (const char* run : {"bn.adam", "bn.sgd", "gn.sgd"})
        QTest::newRow(run) << run;
}

void TestCotta::agrees_with_its_authors()
{
    QFETCH(QString, run);
    const std::string name = run.left(2).toStdString();
    const SafetensorsFile file = SafetensorsFile::open(nets + "cotta/expected.safetensors");
    const auto expected = [&](const char* what) { return file.tensor(run.toStdString() + "." + what); };
    Opened method(name, options_of(run));
    const Tensor images = batches(name);
    for (std::int64_t i = 0; i < 3; ++i) {
        const ImageAnswer answer = method.step({images[i], 6 * i});
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, expected("logits")[i]), 1e-4);
        TTT_VERIFY_BELOW(std::abs(*answer.numbers.loss - expected("losses")[i].item<double>()), 1e-4);
        TTT_VERIFY_BELOW(std::abs(*answer.numbers.source_confidence - expected("confidences")[i].item<double>()), 1e-5);
        QVERIFY(answer.numbers.updated);
    }
    TTT_VERIFY_BELOW(test::relative_error(method.student(), expected("student")), 1e-4);
    if (run == "bn.adam")
        TTT_VERIFY_BELOW(test::relative_error(method.teacher(), expected("teacher")), 1e-4);
}

void TestCotta::a_teacher_that_keeps_all_is_frozen()
{
    ImageMethodOptions options = options_of("bn.adam");
    options.teacher_decay = 1;
    options.restore = 0;
    ImageMethodOptions still = options;
    still.lr = 0;
    Opened method("bn", options), idle("bn", still);
    const Tensor teacher = method.teacher(), student = method.student(), images = batches("bn");
    for (std::int64_t i = 0; i < 3; ++i)
        QVERIFY(torch::equal(method.step({images[i], 6 * i}).logits, idle.step({images[i], 6 * i}).logits));
    QVERIFY(torch::equal(method.teacher(), teacher));
    TTT_VERIFY_BELOW(1e-4, test::relative_error(method.student(), student));
}

void TestCotta::no_rate_is_bn()
{
    for (const char* name : {"bn", "gn"}) {
        ImageMethodOptions options = options_of("bn.sgd");
        options.lr = options.confidence_below = 0;
        Opened method(name, options);
        const Tensor images = batches(name);
        for (std::int64_t i = 0; i < 3; ++i)
            TTT_VERIFY_BELOW(
                test::relative_error(method.step({images[i], 6 * i}).logits, batch_logits(*net(name), images[i])),
                1e-6);
    }
}

void TestCotta::all_return()
{
    ImageMethodOptions options = options_of("bn.adam");
    options.restore = 1;
    options.teacher_decay = 0;
    Opened method("bn", options);
    const Tensor student = method.student(), images = batches("bn");
    method.step({images[0], 0});
    QVERIFY(torch::equal(method.student(), student));
    QVERIFY(!torch::equal(method.teacher(), student));  // it followed before they returned
}

void TestCotta::views_where_the_source_is_unsure()
{
    const Tensor images = batches("bn");
    ImageMethodOptions options = options_of("bn.adam");
    const double confidence = *Opened("bn", options).step({images[0], 0}).numbers.source_confidence;
    QVERIFY(confidence > 0.2 && confidence < 1);
    options.confidence_below = confidence - 1e-6;
    QVERIFY(torch::equal(Opened("bn", options).step({images[0], 0}).logits, batch_logits(*net("bn"), images[0])));
    options.confidence_below = confidence + 1e-6;
    QVERIFY(!torch::equal(Opened("bn", options).step({images[0], 0}).logits, batch_logits(*net("bn"), images[0])));
}

void TestCotta::draws_follow_from_the_item()
{
    const Tensor images = batches("gn")[0];
    const ImageMethodOptions options = options_of("gn.sgd");
    const Tensor first = Opened("gn", options).step({images, 0}).logits;
    QVERIFY(torch::equal(Opened("gn", options).step({images, 0}).logits, first));
    QVERIFY(!torch::equal(Opened("gn", options).step({images, 6}).logits, first));
    ImageMethodOptions other = options;
    other.seed = 2;
    QVERIFY(!torch::equal(Opened("gn", other).step({images, 0}).logits, first));
}

void TestCotta::reset_is_the_start()
{
    for (const char* run : {"bn.adam", "gn.sgd"}) {
        const std::string name = QString(run).left(2).toStdString();
        const auto method = make_image_method("cotta", *net(name), options_of(run), torch::kCPU);
        const Tensor images = batches(name);
        std::vector<Tensor> answers;
        for (std::int64_t i = 0; i < 3; ++i)
            answers.push_back(method->step({images[i], 6 * i}).logits);
        for (const LearnedLayer& layer : method->learned())
            QVERIFY(!torch::equal(layer.now[0], layer.start[0]));
        method->reset();
        for (const LearnedLayer& layer : method->learned())
            for (std::size_t i = 0; i < layer.now.size(); ++i)
                QVERIFY(torch::equal(layer.now[i], layer.start[i]));
        QVERIFY(torch::equal(method->predict(images[0]), batch_logits(*net(name), images[0])));
        for (std::int64_t i = 0; i < 3; ++i)
            QVERIFY(torch::equal(method->step({images[i], 6 * i}).logits, answers[static_cast<std::size_t>(i)]));
    }
}

void TestCotta::the_probe_changes_nothing()
{
    const ImageMethodOptions options = options_of("bn.adam");
    Opened probed("bn", options), plain("bn", options);
    const Tensor images = batches("bn");
    for (std::int64_t i = 0; i < 3; ++i) {
        probed.predict(images[2]);
        QVERIFY(torch::equal(probed.step({images[i], 6 * i}).logits, plain.step({images[i], 6 * i}).logits));
    }
    QCOMPARE(plain.learned().front().name, std::string("conv1"));
    QCOMPARE(plain.learned().back().name, std::string("fc"));
}

void TestCotta::a_transformer_keeps_its_tokens()
{
    Opened method("mae", options_of("gn.sgd"));
    const Tensor before = method.student(), images = batches("mae");  // one of 4
    method.step({images, 0});
    QVERIFY(!torch::equal(method.student(), before));
    for (const LearnedLayer& layer : method.learned())
        QVERIFY2(!layer.name.ends_with("token"), layer.name.c_str());
}

void TestCotta::refuses_images_of_another_size()
{
    Opened method("bn", options_of("bn.sgd"));
    EXPECT_ERROR("reads images of 16 x 16 pixels and 3 channels",
                 method.step({torch::zeros({2, 1, 28, 28}, torch::kUInt8), 0}));
}

TTT_TEST(TestCotta)
#include "tst_cotta.moc"
