// Two views of each image: their loss by its sum, views that are what their numbers say, a trainer with that task, and
// learning at test time.
#include "engine/vision/methods/image_method.h"
#include "engine/vision/nets/contrastive.h"
#include "engine/vision/nets/image_batch.h"
#include "engine/vision/nets/joint_trainer.h"
#include "engine/vision/nets/resnet_files.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/vision/training_images.h"

#include <torch/utils.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>

using namespace ttt;
using torch::Tensor;

namespace {

/// Equation 1 of arXiv 2002.05709, one pair after the other, in f64.
double loss_by_pairs(const Tensor& first, const Tensor& second)
{
    const std::int64_t images = first.size(0);
    const Tensor codes = torch::cat({first, second}).to(torch::kFloat64);
    const auto likeness = [&](std::int64_t i, std::int64_t j) {
        return (codes[i].dot(codes[j]) / (codes[i].norm() * codes[j].norm())).item<double>() / 0.5;
    };
    double sum = 0;
    for (std::int64_t i = 0; i < 2 * images; ++i) {
        double others = 0;
        for (std::int64_t k = 0; k < 2 * images; ++k)
            others += k == i ? 0 : std::exp(likeness(i, k));
        sum -= std::log(std::exp(likeness(i, (i + images) % (2 * images))) / others);
    }
    return sum / static_cast<double>(2 * images);
}

JointTraining small_training(const QTemporaryDir& folder, bool has_rotation)
{
    JointTraining training;
    training.output = folder.filePath(has_rotation ? "both" : "contrastive").toStdString();
    training.net.depth = 8;
    training.net.width = 4;
    training.net.groups = 2;
    training.net.norm = NormKind::gn;
    training.net.rotation = has_rotation;
    training.net.contrastive = 6;
    training.epochs = 3;
    training.batch = 9;  // 24 images: the last step has fewer
    training.lr = 0.05;
    return training;
}

}  // namespace

class TestContrastive : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void the_loss_is_its_sum();
    void views_are_what_their_numbers_say();
    void drawn_numbers_are_in_range();
    void trains_beside_classes_data();
    void trains_beside_classes();
    void learns_at_test_time();
    void refuses_other_nets();

private:
    QTemporaryDir folder_;
};

void TestContrastive::the_loss_is_its_sum()
{
    const Tensor first = torch::randn({5, 4}), second = first + 0.3 * torch::randn({5, 4});
    TTT_VERIFY_BELOW(std::abs(contrastive_loss(first, second).item<double>() - loss_by_pairs(first, second)), 1e-5);
    const Tensor even = torch::ones({4, 3});  // nothing can be told: one of 7
    TTT_VERIFY_BELOW(std::abs(contrastive_loss(even, even).item<double>() - std::log(7.0)), 1e-5);
}

void TestContrastive::views_are_what_their_numbers_say()
{
    const Tensor images = torch::randint(60, 120, {2, 3, 8, 8}, torch::kUInt8);
    const auto view = [&](std::vector<float> numbers) {
        return contrastive_views(images, torch::tensor(numbers).expand({2, 7}));
    };
    const Tensor plain = images.to(torch::kFloat32);
    TTT_VERIFY_BELOW(test::largest_difference(view({1, 1, 0, 0, 1, 1, 1}), plain), 1e-3);
    TTT_VERIFY_BELOW(test::largest_difference(view({-1, 1, 0, 0, 1, 1, 1}), plain.flip(3)), 1e-3);
    TTT_VERIFY_BELOW(test::largest_difference(view({1, 1, 0, 0, 1.5, 1, 1}), plain * 1.5), 1e-3);
    const Tensor flat = view({1, 1, 0, 0, 1, 0, 1});
    TTT_VERIFY_BELOW(test::largest_difference(flat, plain.mean({1, 2, 3}, true).expand_as(flat)), 1e-3);
    const Tensor grey = view({1, 1, 0, 0, 1, 1, 0});
    TTT_VERIFY_BELOW(test::largest_difference(grey, plain.mean(1, true).expand_as(grey)), 1e-3);
    // A quarter of the image, the lower left one: between whose pixels every second one lies.
    const Tensor part = view({0.5, 0.5, -0.5, 0.5, 1, 1, 1});
    TTT_VERIFY_BELOW(test::largest_difference(torch::avg_pool2d(part, 2).slice(2, 1, 3).slice(3, 1, 3),
                                              plain.slice(2, 5, 7).slice(3, 1, 3)),
                     20);
    QVERIFY(!torch::allclose(part, plain, 0, 5));
}

void TestContrastive::drawn_numbers_are_in_range()
{
    Draws draws(1, 2, "two views", 0);
    const Tensor numbers = draw_contrastive_views(500, draws);
    const Tensor width = numbers.select(1, 0).abs(), height = numbers.select(1, 1);
    QVERIFY((width + numbers.select(1, 2).abs()).max().item<double>() < 1.0001);
    QVERIFY((height + numbers.select(1, 3).abs()).max().item<double>() < 1.0001);
    QVERIFY((width * height).min().item<double>() > 0.19);
    const double grey = numbers.select(1, 6).eq(0).sum().item<double>(),
                 mirrored = numbers.select(1, 0).lt(0).sum().item<double>();
    QVERIFY(grey > 60 && grey < 140);
    QVERIFY(mirrored > 200 && mirrored < 300);
}

void TestContrastive::trains_beside_classes_data()
{
    QTest::addColumn<bool>("has_rotation");
    QTest::newRow("alone") << false;
    QTest::newRow("with rotations") << true;
}

void TestContrastive::trains_beside_classes()
{
    QFETCH(bool, has_rotation);
    const ImageSet set = test::shades(3);
    std::vector<ImageTrainingProgress> epochs;
    const auto keep = [&](const ImageTrainingProgress& progress) {
        if (progress.is_epoch)
            epochs.push_back(progress);
    };
    const JointTraining training = small_training(folder_, has_rotation);
    QVERIFY(train_jointly(training, set, set, keep) == ImageTrainingEnd::finished);
    QCOMPARE(epochs[2].losses.size(), std::size_t(has_rotation ? 3 : 2));
    QCOMPARE(epochs[2].losses.back().key, std::string("contrastive_loss"));
    QVERIFY(epochs[2].losses.front().value < epochs[0].losses.front().value);
    QCOMPARE(epochs[2].judged.size(), std::size_t(has_rotation ? 2 : 1));
    const ResNetWeights weights = load_resnet(training.output).weights;
    QCOMPARE(weights.contrastive.fc_weight.size(0), 6);
    QCOMPARE(weights.rotation.fc_weight.defined(), has_rotation);
}

void TestContrastive::learns_at_test_time()
{
    const auto net = open_image_net(folder_.filePath("contrastive").toStdString()).net;  // trained above
    const Tensor images = image_tensor(test::shades(3)).slice(0, 0, 8);
    ImageMethodOptions options;
    options.lr = 0.05;
    options.steps = 30;
    const auto method = make_image_method("ttt-contrastive", *net, options, torch::kCPU);
    const Tensor before = method->predict(images);
    const ImageAnswer first = method->step({images, 0});
    QVERIFY(first.numbers.updated);
    QVERIFY(!torch::equal(first.logits, before));
    QVERIFY(torch::equal(first.logits, method->predict(images)));
    QVERIFY(*method->step({images, 0}).numbers.loss < *first.numbers.loss);  // the same views, learned from twice
    const ImageAnswer single = method->step({images.slice(0, 0, 1), 8});
    QVERIFY(!single.numbers.updated && !single.numbers.loss);
    for (const LearnedLayer& layer : method->learned())
        QVERIFY(layer.name.starts_with("contrastive.") || !layer.name.starts_with("group3"));
    method->reset();
    QVERIFY(torch::equal(method->predict(images), before));
    QVERIFY(torch::equal(method->step({images, 0}).logits, first.logits));
    options.lr = 0;
    QVERIFY(torch::equal(make_image_method("ttt-contrastive", *net, options, torch::kCPU)->step({images, 0}).logits,
                         before));
}

void TestContrastive::refuses_other_nets()
{
    const auto net = open_image_net(TTT_TESTS_DIR "/golden/image-nets/gn").net;
    EXPECT_ERROR("`ttt images train --task contrastive`", make_image_method("ttt-contrastive", *net, {}, torch::kCPU));
}

TTT_TEST(TestContrastive)
#include "tst_contrastive.moc"
