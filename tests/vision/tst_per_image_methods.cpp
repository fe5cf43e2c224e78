// TTT, TTT-MAE, MEMO and TTAug: PyTorch agrees when it is handed the same draws, and what must hold without it.
#include "engine/machine/device.h"
#include "engine/model/safetensors.h"
#include "engine/vision/methods/augmix_method.h"
#include "engine/vision/methods/mae_ttt.h"
#include "engine/vision/methods/predictions.h"
#include "engine/vision/methods/rotation_ttt.h"
#include "engine/vision/nets/image_net.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <QtTest>

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

/// A method whose steps read what the test hands over, [items, steps, …].
template <class Method>
class Given : public Method {
public:
    template <class... Arguments>
    explicit Given(const Tensor& numbers, Arguments&&... arguments)
        : Method(std::forward<Arguments>(arguments)...), numbers_(numbers)
    {
    }

protected:
    void feed(std::int64_t item, std::int64_t step) override { this->give(numbers_[item][step]); }

private:
    Tensor numbers_;
};

Tensor codes_of(const Tensor& views, std::int64_t side)
{
    std::vector<TurnedView> all;
    const Tensor rows = views.reshape({-1, 4});
    for (std::int64_t i = 0; i < rows.size(0); ++i)
        all.push_back({rows[i][0].item<std::int64_t>(), rows[i][1].item<std::int64_t>(), rows[i][2].item<bool>(),
                       rows[i][3].item<std::int64_t>()});
    return turned_view_codes(all, side).view(views.sizes());
}

Tensor source(const ImageNet& net, const Tensor& pixels)
{
    const torch::NoGradGuard no_grad;
    return net.forward(net.normalised(pixels), NormMode::stored);
}

Tensor conv1(const ImageMethod& method)
{
    return method.learned().front().now.front();
}

ImageMethodOptions options_of(double lr, std::int64_t steps, std::int64_t views)
{
    ImageMethodOptions options;
    options.lr = lr;
    options.steps = steps;
    options.views = views;
    return options;
}

const std::pair<const char*, const char*> methods[] = {{"ttt", "gn"},      {"ttt-online", "gn"}, {"ttt-online", "bn"},
                                                       {"ttt-mae", "mae"}, {"memo", "gn"},       {"memo", "bn"},
                                                       {"ttaug", "gn"},    {"ttaug", "mae"},     {"memo", "mae"}};

void add_methods()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("name");
    for (const auto& [key, name] : methods)
        QTest::addRow("%s on %s", key, name) << QString(key) << QString(name);
}

std::unique_ptr<ImageMethod> made(const QString& key, const QString& name, double lr, std::int64_t steps = 2)
{
    ImageMethodOptions options = options_of(lr, steps, 5);
    options.momentum = key == "ttt-mae" ? 0.9 : 0;
    return make_image_method(key.toStdString(), *net(name.toStdString()), options, torch::kCPU);
}

Tensor images_for(const QString& name)
{
    const Tensor images = golden(name.toStdString()).tensor("images");
    return name == "mae" ? images : images[0];
}

}  // namespace

class TestPerImageMethods : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        torch::set_num_threads(1);
    }
    void ttt_agrees_with_pytorch_data();
    void ttt_agrees_with_pytorch();
    void ttt_mae_agrees_with_pytorch();
    void memo_agrees_with_its_authors();
    void memo_by_adam_moves_by_the_rate();
    void memo_weighs_stored_statistics();
    void memo_of_the_same_views_is_tent();
    void no_rate_is_the_source_data() { add_methods(); }
    void no_rate_is_the_source();
    void batches_do_not_matter_data() { add_methods(); }
    void batches_do_not_matter();
    void what_stays_and_what_begins_anew_data() { add_methods(); }
    void what_stays_and_what_begins_anew();
    void reset_is_the_start_data() { add_methods(); }
    void reset_is_the_start();
    void the_probe_changes_nothing();
    void refuses_nets_that_do_not_fit();
    void a_gpu_agrees_data() { add_methods(); }
    void a_gpu_agrees();
};

void TestPerImageMethods::ttt_agrees_with_pytorch_data()
{
    QTest::addColumn<bool>("is_online");
    QTest::newRow("standard") << false;
    QTest::newRow("online") << true;
}

void TestPerImageMethods::ttt_agrees_with_pytorch()
{
    QFETCH(bool, is_online);
    const SafetensorsFile expected = golden("views");
    const std::string name = is_online ? "ttt_online_" : "ttt_";
    const Tensor codes = codes_of(expected.tensor("turned_views"), 16);
    Given<RotationTtt> method(codes, net("gn"), options_of(0.05, is_online ? 1 : 3, 6), is_online);
    const ImageAnswer answer = method.step({expected.tensor("images"), 0});
    TTT_VERIFY_BELOW(test::relative_error(answer.logits, expected.tensor(name + "logits")), 1e-4);
    TTT_VERIFY_BELOW(std::abs(*answer.numbers.loss - expected.tensor(name + "losses").mean().item<double>()), 1e-5);
    TTT_VERIFY_BELOW(test::relative_error(conv1(method), expected.tensor(name + "conv1")), 1e-5);
}

void TestPerImageMethods::ttt_mae_agrees_with_pytorch()
{
    const SafetensorsFile expected = golden("mae");
    const Tensor losses = expected.tensor("step_losses"), logits = expected.tensor("step_logits");
    for (std::int64_t steps = 1; steps <= 3; ++steps) {
        ImageMethodOptions options = options_of(0.05, steps, 6);
        options.momentum = 0.9;
        Given<MaeTtt> method(expected.tensor("step_noise"), net("mae"), options);
        const ImageAnswer answer = method.step({expected.tensor("images").slice(0, 0, 2), 0});
        TTT_VERIFY_BELOW(test::relative_error(answer.logits, logits.select(1, steps - 1)), 1e-4);
        TTT_VERIFY_BELOW(std::abs(*answer.numbers.loss - losses.slice(1, 0, steps).mean().item<double>()), 1e-5);
        if (steps < 3)
            continue;
        for (const LearnedLayer& layer : method.learned())
            if (layer.name == "mask_token")
                TTT_VERIFY_BELOW(test::relative_error(layer.now[0], expected.tensor("mask_token")), 1e-4);
            else if (layer.name == "blocks.0")
                TTT_VERIFY_BELOW(test::relative_error(layer.now[2], expected.tensor("qkv")), 1e-4);
    }
}

void TestPerImageMethods::memo_agrees_with_its_authors()
{
    const SafetensorsFile expected = golden("views");
    Given<Memo> method(expected.tensor("memo_views").unsqueeze(1), net("gn"), options_of(0.05, 1, 4));
    const ImageAnswer answer = method.step({expected.tensor("images"), 0});
    TTT_VERIFY_BELOW(test::relative_error(answer.logits, expected.tensor("memo_logits")), 1e-4);
    TTT_VERIFY_BELOW(std::abs(*answer.numbers.loss - expected.tensor("memo_losses").mean().item<double>()), 1e-5);
}

void TestPerImageMethods::memo_by_adam_moves_by_the_rate()
{
    ImageMethodOptions options = options_of(1e-3, 1, 5);
    options.uses_adam = true;
    const auto method = make_image_method("memo", *net("gn"), options, torch::kCPU);
    const Tensor first = method->step({images_for("gn"), 0}).logits;
    const LearnedLayer conv = method->learned().front();  // after the first step: by the rate times the sign
    TTT_VERIFY_BELOW(std::abs((conv.now[0] - conv.start[0]).abs().median().item<double>() - 1e-3), 1e-5);
    method->reset();
    QVERIFY(torch::equal(method->step({images_for("gn"), 0}).logits, first));
}

void TestPerImageMethods::memo_weighs_stored_statistics()
{
    ImageMethodOptions options = options_of(0, 1, 5);
    options.source_prior = 16;
    const Tensor image = images_for("bn").slice(0, 0, 1);
    const auto bn = net("bn");
    const torch::NoGradGuard no_grad;
    const Tensor wanted = bn->forward(bn->normalised(image), NormMode::mixed(1.0 / 17));
    QVERIFY(torch::equal(make_image_method("memo", *bn, options, torch::kCPU)->step({image, 0}).logits, wanted));
    QVERIFY(!torch::equal(wanted, source(*bn, image)));
}

void TestPerImageMethods::memo_of_the_same_views_is_tent()
{
    const auto gn = net("gn");
    Tensor logits = source(*gn, images_for("gn").slice(0, 0, 1)).requires_grad_();
    const Tensor tent = torch::autograd::grad({entropy(logits).mean()}, {logits})[0];
    const Tensor views = logits.detach().expand({5, -1}).clone().requires_grad_();
    const Tensor memo = torch::autograd::grad({marginal_entropy(views)}, {views})[0];
    TTT_VERIFY_BELOW(test::largest_difference(memo.sum(0, true), tent), 1e-6);
    TTT_VERIFY_BELOW(std::abs((marginal_entropy(views) - entropy(logits)).item<double>()), 1e-6);
    TTT_VERIFY_BELOW(test::largest_difference(log_mean_probability(views), torch::log_softmax(logits, 1)), 1e-6);
}

void TestPerImageMethods::no_rate_is_the_source()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    const auto method = made(key, name, 0);
    const Tensor images = images_for(name);
    const Tensor logits = method->step({images, 0}).logits;
    if (key == "ttaug")
        QVERIFY(test::largest_difference(logits.exp().sum(1), torch::ones(images.size(0))) < 1e-5);
    else if (name == "gn" || name == "mae" || key == "memo")  // with batch norm the views move the statistics
        TTT_VERIFY_BELOW(test::largest_difference(logits, source(*net(name.toStdString()), images)), 1e-5);
}

void TestPerImageMethods::batches_do_not_matter()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    const Tensor images = images_for(name);
    const Tensor whole = made(key, name, 0.01)->step({images, 10}).logits;
    const auto parted = made(key, name, 0.01);
    for (std::int64_t i = 0; i < images.size(0); ++i)
        QVERIFY(torch::equal(parted->step({images.slice(0, i, i + 1), 10 + i}).logits[0], whole[i]));
}

void TestPerImageMethods::what_stays_and_what_begins_anew()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    const auto method = made(key, name, 0.01);
    const Tensor image = images_for(name).slice(0, 0, 1), other = images_for(name).slice(0, 1, 2);
    const Tensor first = method->step({image, 3}).logits;
    method->step({other, 4});
    const bool stays = key == "ttt-online";
    QCOMPARE(torch::equal(method->step({image, 3}).logits, first), !stays);
    QVERIFY(torch::equal(made(key, name, 0.01)->step({image, 3}).logits, first));
    if (key != "ttaug") {
        QVERIFY(!torch::equal(made(key, name, 0.01)->step({image, 5}).logits, first));  // other draws
        QVERIFY(!torch::equal(made(key, name, 0.01, 1)->step({image, 3}).logits, first));
    }
}

void TestPerImageMethods::reset_is_the_start()
{
    QFETCH(QString, key);
    QFETCH(QString, name);
    const auto method = made(key, name, 0.01);
    const Tensor images = images_for(name);
    const Tensor first = method->step({images, 0}).logits;
    bool moved = false;
    for (const LearnedLayer& layer : method->learned())
        for (std::size_t i = 0; i < layer.now.size(); ++i)
            moved |= !torch::equal(layer.now[i], layer.start[i]);
    QCOMPARE(moved, key != "ttaug");
    method->reset();
    for (const LearnedLayer& layer : method->learned())
        for (std::size_t i = 0; i < layer.now.size(); ++i)
            QVERIFY(torch::equal(layer.now[i], layer.start[i]));
    QVERIFY(torch::equal(method->predict(images), source(*net(name.toStdString()), images)));
    QVERIFY(torch::equal(method->step({images, 0}).logits, first));
}

void TestPerImageMethods::the_probe_changes_nothing()
{
    const auto probed = made("ttt-online", "bn", 0.01), plain = made("ttt-online", "bn", 0.01);
    const Tensor images = images_for("bn");
    for (int i = 0; i < 2; ++i) {
        probed->predict(images);
        QVERIFY(torch::equal(probed->step({images, 6 * i}).logits, plain->step({images, 6 * i}).logits));
    }
}

void TestPerImageMethods::refuses_nets_that_do_not_fit()
{
    EXPECT_ERROR("no branch that tells them", made("ttt", "mae", 0.1));
    EXPECT_ERROR("this net can't", made("ttt-mae", "gn", 0.1));
    EXPECT_ERROR("There is no method guess", made("guess", "gn", 0.1));
    EXPECT_ERROR("reads images of 16 x 16 pixels and 3 channels",
                 made("memo", "gn", 0.1)->step({torch::zeros({1, 1, 28, 28}, torch::kUInt8), 0}));
}

void TestPerImageMethods::a_gpu_agrees()
{
    if (!cuda_available())
        QSKIP("no GPU");
    QFETCH(QString, key);
    QFETCH(QString, name);
    ImageMethodOptions options = options_of(0.01, 2, 5);
    options.momentum = key == "ttt-mae" ? 0.9 : 0;
    const auto gpu = make_image_method(key.toStdString(), *net(name.toStdString()), options, torch::kCUDA);
    const auto cpu = made(key, name, 0.01);
    const Tensor images = images_for(name);
    for (std::int64_t round = 0; round < 2; ++round) {
        const ImageAnswer there = gpu->step({images.to(torch::kCUDA), 10 * round});
        const ImageAnswer here = cpu->step({images, 10 * round});
        TTT_VERIFY_BELOW(test::relative_error(there.logits.cpu(), here.logits), 1e-3);
        if (here.numbers.loss)
            TTT_VERIFY_BELOW(std::abs(*there.numbers.loss - *here.numbers.loss), 1e-3);
    }
    gpu->reset();
    TTT_VERIFY_BELOW(
        test::relative_error(gpu->predict(images.to(torch::kCUDA)).cpu(), source(*net(name.toStdString()), images)),
        1e-4);
}

TTT_TEST(TestPerImageMethods)
#include "tst_per_image_methods.moc"
