// Methods that learn from batches: what their authors' own code makes of the same net and images, and what must hold
// without it.
#include "engine/model/safetensors.h"
#include "engine/vision/methods/chosen_images.h"
#include "engine/vision/methods/predictions.h"
#include "engine/vision/methods/sar.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <QtTest>

#include <cmath>

using namespace ttt;
using torch::Tensor;

namespace {

const std::string nets = TTT_TESTS_DIR "/golden/image-nets/";

SafetensorsFile golden(const std::string& name)
{
    return SafetensorsFile::open(nets + name + "/expected.safetensors");
}

std::unique_ptr<ImageNet> net(const std::string& name)
{
    return open_image_net(nets + name).net;
}

/// With larger last weights: a random net is unsure of every image, and filters would have nothing to tell apart.
std::unique_ptr<ImageNet> sharp_net(const std::string& name)
{
    auto net = open_image_net(nets + name).net;
    for (const ImageNetTensor& tensor : net->tensors())
        if (tensor.name == "fc.weight")
            tensor.tensor.mul_(8);
    return net;
}

/// The three batches.
Tensor images_for(const std::string& name)
{
    return golden(name).tensor("images");
}

ImageMethodOptions usual()
{
    ImageMethodOptions options;
    options.lr = 1e-2;
    options.alpha = 0.1;
    options.momentum = 0.9;
    options.entropy_margin = 0.6;
    options.redundancy_margin = 0.99;
    options.fisher_weight = 20;
    options.sharpness = 0.05;
    options.reset_every = 2;
    options.scores_before = true;
    return options;
}

std::unique_ptr<ImageMethod> made(const QString& key, const std::string& name, const ImageMethodOptions& options)
{
    return make_image_method(key.toStdString(), *net(name), options, torch::kCPU, images_for(name)[2]);
}

std::unique_ptr<ImageMethod> made_sharp(const char* key, const std::string& name, const ImageMethodOptions& options)
{
    return make_image_method(key, *sharp_net(name), options, torch::kCPU, golden("methods").tensor("clean"));
}

Tensor logits_of(const ImageNet& net, const Tensor& pixels, NormMode mode)
{
    return predicted(net, net.normalised(pixels), mode);
}

std::vector<Tensor> logits_of(ImageMethod& method, const Tensor& batches)
{
    std::vector<Tensor> logits;
    for (std::int64_t i = 0; i < batches.size(0); ++i)
        logits.push_back(method.step({batches[i], i * batches.size(1)}).logits);
    return logits;
}

bool same(const std::vector<Tensor>& a, const std::vector<Tensor>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Tensor& x, const Tensor& y) { return torch::equal(x, y); });
}

/// What the method learned, one behind the other.
Tensor learned(const ImageMethod& method)
{
    std::vector<Tensor> all;
    for (const LearnedLayer& layer : method.learned())
        for (const Tensor& tensor : layer.now)
            all.push_back(tensor.flatten());
    return torch::cat(all);
}

}  // namespace

Q_DECLARE_METATYPE(ttt::ImageMethodOptions)

class TestBatchMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void statistics_differ();
    void a_share_of_the_statistics();
    void tent_agrees_with_pytorch_data();
    void tent_agrees_with_pytorch();
    void authors_agree_data();
    void authors_agree();
    void eata_counts_as_its_authors();
    void sar_recovers_as_its_authors();
    void sar_as_published();
    void sar_of_no_radius_is_filtered_tent();
    void eata_without_margins_weighs_alone();
    void a_refused_batch_changes_nothing_data();
    void a_refused_batch_changes_nothing();
    void sar_starts_again();
    void sar_leaves_out_the_last_layers();
    void no_rate_is_bn_data() { every_method(); }
    void no_rate_is_bn();
    void reset_is_the_start_data() { every_method(); }
    void reset_is_the_start();
    void the_probe_changes_nothing_data() { every_method(); }
    void the_probe_changes_nothing();
    void scored_after_is_a_second_pass();
    void steps_are_repeated();
    void refuses_what_does_not_fit();

private:
    static void every_method();
};

void TestBatchMethods::every_method()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("name");
    for (const char* key : {"tent", "eta", "eata", "sar", "rdumb"})
        for (const char* name : {"bn", "gn"})
            QTest::addRow("%s on %s", key, name) << QString(key) << QString(name);
}

void TestBatchMethods::statistics_differ()
{
    const Tensor images = images_for("bn")[0];
    const auto bn = net("bn");
    QVERIFY(torch::equal(made("source", "bn", usual())->step({images, 0}).logits,
                         logits_of(*bn, images, NormMode::stored)));
    const auto method = made("bn", "bn", usual());
    QVERIFY(torch::equal(method->step({images, 0}).logits, logits_of(*bn, images, NormMode::batch)));
    TTT_VERIFY_BELOW(test::relative_error(method->predict(images), golden("bn").tensor("batch")[0]), 1e-5);
    QVERIFY(method->learned().empty());
}

void TestBatchMethods::a_share_of_the_statistics()
{
    const Tensor images = images_for("bn")[0];
    const auto bn = net("bn");
    ImageMethodOptions options = usual();
    options.alpha = 0;
    TTT_VERIFY_BELOW(test::relative_error(made("bn-alpha", "bn", options)->predict(images),
                                          logits_of(*bn, images, NormMode::stored)),
                     1e-6);
    options.alpha = 1;  // but for the variance, which is unbiased: 1 in 1536 at the first norm, 1 in 96 at the last
    const Tensor whole = made("bn-alpha", "bn", options)->predict(images);
    const double from_bn = test::relative_error(whole, logits_of(*bn, images, NormMode::batch));
    QVERIFY2(from_bn > 1e-5 && from_bn < 0.02, qPrintable(QString::number(from_bn)));
    options.alpha = 0.1;
    const auto method = make_image_method("bn-alpha", *sharp_net("bn"), options, torch::kCPU);
    const SafetensorsFile expected = golden("methods");
    for (std::int64_t i = 0; i < 3; ++i)
        TTT_VERIFY_BELOW(
            test::relative_error(method->step({images_for("bn")[i], 0}).logits, expected.tensor("bn_alpha")[i]), 1e-5);
    TTT_VERIFY_BELOW(test::relative_error(method->predict(images.slice(0, 0, 1)), expected.tensor("bn_alpha_single")),
                     1e-5);
}

void TestBatchMethods::tent_agrees_with_pytorch_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("bn") << "bn";
    QTest::newRow("gn") << "gn";
}

void TestBatchMethods::tent_agrees_with_pytorch()
{
    QFETCH(QString, name);
    ImageMethodOptions options = usual();
    options.uses_adam = true;
    options.lr = 1e-3;
    const SafetensorsFile expected = golden(name.toStdString());
    const auto method = made("tent", name.toStdString(), options);
    for (std::int64_t i = 0; i < 3; ++i) {
        const ImageAnswer answer = method->step({expected.tensor("images")[i], 6 * i});
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, expected.tensor("tent")[i]), 1e-4);
        QVERIFY(std::abs(*answer.numbers.loss - expected.tensor("entropy")[i].item<double>()) < 1e-5);
    }
    std::vector<Tensor> wanted;
    for (const ImageNetTensor& tensor : norm_parameters(*net(name.toStdString())))
        wanted.push_back(expected.tensor("tent." + tensor.name).flatten());
    QCOMPARE(wanted.size(), std::size_t(14));
    TTT_VERIFY_BELOW(test::largest_difference(learned(*method), torch::cat(wanted)), 2e-5);
}

void TestBatchMethods::authors_agree_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("net");
    QTest::addColumn<QString>("name");
    QTest::addColumn<ImageMethodOptions>("options");
    ImageMethodOptions options = usual();
    QTest::newRow("TENT by SGD") << "tent"
                                 << "bn"
                                 << "tent_sgd" << options;
    options.lr = 0.05;
    QTest::newRow("ETA by SGD") << "eta"
                                << "bn"
                                << "eta" << options;
    QTest::newRow("RDumb") << "rdumb"
                           << "bn"
                           << "rdumb" << options;
    options.uses_adam = true;
    options.lr = 5e-3;
    QTest::newRow("EATA by Adam") << "eata"
                                  << "bn"
                                  << "eata" << options;
    options.lr = 1e-3;
    options.steps = 2;
    QTest::newRow("TENT by Adam, two steps") << "tent"
                                             << "bn"
                                             << "tent_twice" << options;
    options.steps = 1;
    options.lr = 0.02;
    options.entropy_margin = 0.4;
    QTest::newRow("SAR of batch norm") << "sar"
                                       << "bn"
                                       << "sar_bn" << options;
    options.entropy_margin = 0.6;
    QTest::newRow("SAR of group norm") << "sar"
                                       << "gn"
                                       << "sar_gn" << options;
}

void TestBatchMethods::authors_agree()
{
    QFETCH(QString, key);
    QFETCH(QString, net);
    QFETCH(QString, name);
    QFETCH(ImageMethodOptions, options);
    const SafetensorsFile expected = golden("methods");
    const auto method = made_sharp(key.toLatin1().constData(), net.toStdString(), options);
    const std::vector<Tensor> logits = logits_of(*method, images_for(net.toStdString()));
    const std::string wanted = name.toStdString();
    TTT_VERIFY_BELOW(test::relative_error(torch::stack(logits), expected.tensor(wanted)), 1e-4);
    TTT_VERIFY_BELOW(test::relative_error(learned(*method), expected.tensor(wanted + "_norms")), 1e-4);
}

void TestBatchMethods::eata_counts_as_its_authors()
{
    ImageMethodOptions options = usual();
    options.uses_adam = true;
    options.lr = 5e-3;
    const auto method = made_sharp("eata", "bn", options);
    const Tensor counts = golden("methods").tensor("eata_counts");
    double reliable = 0, selected = 0;
    for (std::int64_t i = 0; i < 3; ++i) {
        const ImageNumbers numbers = method->step({images_for("bn")[i], 6 * i}).numbers;
        reliable += *numbers.reliable * 6 / 100;
        selected += *numbers.selected * 6 / 100;
        QCOMPARE(std::lround(reliable), counts[i][0].item<long>());
        QCOMPARE(std::lround(selected), counts[i][1].item<long>());
    }
    QVERIFY(selected < reliable && reliable < 18);  // both filters have fired
}

/// e after each batch, and how often it was reset until then, against the authors'.
void compare_recovery(ImageMethod& method, const std::string& name, const std::vector<Tensor>& batches)
{
    const SafetensorsFile expected = golden("methods");
    const Tensor numbers = expected.tensor(name + "_numbers"), logits = expected.tensor(name);
    QCOMPARE(numbers.size(0), static_cast<std::int64_t>(batches.size()));
    std::int64_t resets = 0;
    for (std::size_t i = 0; i < batches.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const ImageAnswer answer = method.step({batches[i], 0});
        resets += answer.numbers.was_reset;
        TTT_VERIFY_BELOW(std::abs(*answer.numbers.recovery_entropy - numbers[row][0].item<double>()), 1e-5);
        QCOMPARE(static_cast<double>(resets), numbers[row][1].item<double>());
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, logits[row]), 1e-4);
    }
    TTT_VERIFY_BELOW(test::relative_error(learned(method), expected.tensor(name + "_norms").slice(0, 0, 88)), 1e-4);
}

void TestBatchMethods::sar_recovers_as_its_authors()
{
    ImageMethodOptions options = usual();
    options.lr = 0.02;
    options.entropy_margin = 0.6;
    const auto method = made_sharp("sar", "gn", options);
    const Tensor numbers = golden("methods").tensor("sar_gn_numbers");
    for (std::int64_t i = 0; i < 3; ++i)
        TTT_VERIFY_BELOW(
            std::abs(*method->step({images_for("gn")[i], 0}).numbers.recovery_entropy - numbers[i][0].item<double>()),
            1e-5);
}

void TestBatchMethods::sar_as_published()
{
    ImageMethodOptions options = usual();
    options.as_published = true;
    options.entropy_margin = 0.4;
    options.lr = 0.05;
    const Tensor images = images_for("gn");
    std::vector<Tensor> batches;
    for (std::int64_t i = 0; i < 12; ++i)
        batches.push_back(images[i % 3]);
    compare_recovery(*made_sharp("sar", "gn", options), "sar_gn_published", batches);
    options.lr = 0.02;
    const auto one = [&](std::int64_t i) { return images[1].slice(0, i, i + 1); };
    compare_recovery(*made_sharp("sar", "gn", options), "sar_gn_unsure", {one(2), one(3), one(3)});
}

void TestBatchMethods::sar_of_no_radius_is_filtered_tent()
{
    ImageMethodOptions options = usual();
    options.sharpness = 0;
    options.entropy_margin = 0.4;
    const auto sar = made_sharp("sar", "bn", options);
    const auto plain = sharp_net("bn");
    std::vector<Tensor> norms;
    for (const ImageNetTensor& tensor : norm_parameters(*plain))
        norms.push_back(tensor.tensor.requires_grad_());
    ForeachOptimizer optimizer(norms, options, ForeachOptimizer::Nesterov::no);
    for (std::int64_t i = 0; i < 3; ++i) {
        const Tensor images = images_for("bn")[i];
        const Tensor logits = plain->forward(plain->normalised(images), NormMode::batch);
        const Tensor h = entropy(logits);
        const Tensor sure = h.masked_select(h.detach() < entropy_margin(*plain, options));
        QVERIFY(sure.numel() > 0 && sure.numel() < 6);
        const ImageAnswer answer = sar->step({images, 0});
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, logits.detach()), 1e-5);
        QVERIFY(std::abs(*answer.numbers.loss - sure.mean().item<double>()) < 1e-5);
        optimizer.step(torch::autograd::grad({sure.mean()}, norms));
    }
}

void TestBatchMethods::eata_without_margins_weighs_alone()
{
    ImageMethodOptions options = usual();
    options.entropy_margin = 1.01;  // above ln C: refuses none
    options.redundancy_margin = 1.01;
    options.fisher_weight = 0;
    const auto eata = make_image_method("eata", *sharp_net("bn"), options, torch::kCPU);  // and no clean images
    const auto plain = sharp_net("bn");
    std::vector<Tensor> norms;
    for (const ImageNetTensor& tensor : norm_parameters(*plain))
        norms.push_back(tensor.tensor.requires_grad_());
    ForeachOptimizer optimizer(norms, options, ForeachOptimizer::Nesterov::no);
    for (std::int64_t i = 0; i < 3; ++i) {
        const Tensor images = images_for("bn")[i];
        const Tensor logits = plain->forward(plain->normalised(images), NormMode::batch);
        const Tensor h = entropy(logits);
        const Tensor loss = (h * (1.01 * std::log(5.0) - h.detach()).exp()).mean();
        const ImageAnswer answer = eata->step({images, 0});
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, logits.detach()), 1e-5);
        QVERIFY(std::abs(*answer.numbers.loss - loss.item<double>()) < 1e-5);
        QCOMPARE(*answer.numbers.selected, 100.0);
        optimizer.step(torch::autograd::grad({loss}, norms));
    }
}

void TestBatchMethods::a_refused_batch_changes_nothing_data()
{
    QTest::addColumn<QString>("key");
    for (const char* key : {"eta", "eata", "sar"})
        QTest::newRow(key) << key;
}

/// Neither weights nor moments: what is learned afterwards is as if the batch had not been.
void TestBatchMethods::a_refused_batch_changes_nothing()
{
    QFETCH(QString, key);
    const QByteArray name = key.toLatin1();
    for (const bool uses_adam : {false, true}) {
        ImageMethodOptions options = usual();
        options.uses_adam = uses_adam;
        options.redundancy_margin = 1;
        options.entropy_margin = 0.4;
        const auto method = made_sharp(name, "gn", options), other = made_sharp(name, "gn", options);
        const Tensor images = images_for("gn");
        const auto one = [&](std::int64_t i) { return ImageBatch{images[1].slice(0, i, i + 1), i}; };
        method->step(one(2));
        other->step(one(2));
        const Tensor before = learned(*method).clone();
        const ImageAnswer refused = method->step(one(3));
        QCOMPARE(*refused.numbers.reliable, 0.0);
        QCOMPARE(*refused.numbers.selected, 0.0);
        QVERIFY(!refused.numbers.updated && !refused.numbers.loss && refused.logits.isfinite().all().item<bool>());
        QVERIFY(torch::equal(learned(*method), before));
        QVERIFY(method->step(one(4)).numbers.updated);
        other->step(one(4));
        QVERIFY(torch::equal(learned(*method), learned(*other)) && !torch::equal(learned(*method), before));
    }
}

void TestBatchMethods::sar_starts_again()
{
    ImageMethodOptions options = usual();
    options.reset_below = 10;  // always
    const auto method = made_sharp("sar", "gn", options);
    const Tensor images = images_for("gn"), start = learned(*method).clone();
    const Tensor first = method->step({images[0], 0}).logits;
    for (int i = 0; i < 2; ++i) {
        QVERIFY(torch::equal(learned(*method), start));
        const ImageAnswer answer = method->step({images[0], 0});
        QVERIFY(answer.numbers.was_reset && torch::equal(answer.logits, first));
        QCOMPARE(*answer.numbers.recovery_entropy, *answer.numbers.loss);  // of this batch alone: e was forgotten
    }
}

void TestBatchMethods::sar_leaves_out_the_last_layers()
{
    const auto gn = net("gn");
    const auto is_adapted = [&](const char* name, bool as_published = false) {
        return is_norm_of_sar(*gn, {name, ImageTensorRole::norm, 0, {}}, as_published);
    };
    QVERIFY(is_adapted("layer3.1.bn2.weight") && is_adapted("blocks.8.norm1.bias") && is_adapted("norm.weight"));
    for (const char* name : {"layer4.0.bn1.weight", "blocks.9.norm1.weight", "blocks.11.norm2.bias"})
        QVERIFY(!is_adapted(name));
    QVERIFY(!is_adapted("norm.weight", true) && is_adapted("group3.0.norm2.weight", true));
    QVERIFY(!is_adapted("rotation.norm.weight"));
    QVERIFY(!is_norm_of_sar(*net("mae"), {"norm.weight", ImageTensorRole::norm, 0, {}}, false));
}

void TestBatchMethods::no_rate_is_bn()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    ImageMethodOptions options = usual();
    options.lr = 0;
    const auto method = made(key, name.toStdString(), options);
    const auto plain = net(name.toStdString());
    const Tensor images = images_for(name.toStdString());
    for (std::int64_t i = 0; i < 3; ++i)
        TTT_VERIFY_BELOW(test::relative_error(method->step({images[i], 6 * i}).logits,
                                              logits_of(*plain, images[i], NormMode::batch)),
                         1e-6);
}

void TestBatchMethods::reset_is_the_start()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    for (const bool uses_adam : {false, true}) {
        ImageMethodOptions options = usual();
        options.reset_every = 100;
        options.entropy_margin = 2;
        options.redundancy_margin = 1;
        options.uses_adam = uses_adam;
        const auto method = made(key, name.toStdString(), options);
        const Tensor images = images_for(name.toStdString()), start = learned(*method).clone();
        const std::vector<Tensor> first = logits_of(*method, images);
        QVERIFY(!torch::equal(learned(*method), start));
        method->reset();
        QVERIFY(torch::equal(learned(*method), start));
        QVERIFY(same(logits_of(*method, images), first));
    }
}

void TestBatchMethods::the_probe_changes_nothing()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    const auto probed = made(key, name.toStdString(), usual()), plain = made(key, name.toStdString(), usual());
    const Tensor images = images_for(name.toStdString());
    for (std::int64_t i = 0; i < 3; ++i) {
        probed->predict(images[2 - i]);
        QVERIFY(torch::equal(probed->step({images[i], 6 * i}).logits, plain->step({images[i], 6 * i}).logits));
    }
}

void TestBatchMethods::scored_after_is_a_second_pass()
{
    ImageMethodOptions options = usual();
    const Tensor images = images_for("bn");
    const auto before = made("tent", "bn", options);
    options.scores_before = false;
    const auto after = made("tent", "bn", options);
    before->step({images[0], 0});
    QVERIFY(torch::equal(after->step({images[0], 0}).logits, before->predict(images[0])));
    QVERIFY(torch::equal(learned(*after), learned(*before)));
}

void TestBatchMethods::steps_are_repeated()
{
    ImageMethodOptions options = usual();
    const Tensor images = images_for("bn");
    const auto one = made("tent", "bn", options);
    options.steps = 3;
    const auto three = made("tent", "bn", options);
    for (int i = 0; i < 2; ++i)
        one->step({images[0], 0});
    QVERIFY(torch::equal(three->step({images[0], 0}).logits, one->step({images[0], 0}).logits));
    QVERIFY(torch::equal(learned(*three), learned(*one)));
}

void TestBatchMethods::refuses_what_does_not_fit()
{
    EXPECT_ERROR("no batch norm", made("bn", "gn", usual()));
    EXPECT_ERROR("no batch norm", made("bn-alpha", "gn", usual()));
    const Tensor small = torch::zeros({1, 1, 28, 28}, torch::kUInt8);
    EXPECT_ERROR("there are none", make_image_method("eata", *net("bn"), usual(), torch::kCPU));
    for (const char* key : {"source", "bn", "tent"})
        EXPECT_ERROR("reads images of 16 x 16 pixels and 3 channels", made(key, "bn", usual())->step({small, 0}));
}

TTT_TEST(TestBatchMethods)
#include "tst_batch_methods.moc"
