// The image classifier: PyTorch's own modules agree, its files are checked to the last tensor, and it learns.
#include "engine/model/safetensors.h"
#include "engine/vision/methods/predictions.h"
#include "engine/vision/nets/image_batch.h"
#include "engine/vision/nets/joint_trainer.h"
#include "engine/vision/nets/resnet_files.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/vision/training_images.h"

#include <torch/csrc/autograd/autograd.h>
#include <torch/utils.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>

using namespace ttt;
using torch::Tensor;

namespace {

std::string golden(const QString& name)
{
    return TTT_TESTS_DIR "/golden/image-nets/" + name.toStdString();
}

struct Golden {
    ResNetWeights weights;
    SafetensorsFile expected;
    Tensor images;  // normalised, [3, B, C, H, W]

    explicit Golden(const QString& name)
        : weights(load_resnet(golden(name)).weights),
          expected(SafetensorsFile::open(golden(name) + "/expected.safetensors"))
    {
        for (std::int64_t i = 0; i < 3; ++i)
            batches_.push_back(normalised_images(weights.config, expected.tensor("images")[i]));
        images = torch::stack(batches_);
    }

    Tensor at(const char* name) const { return expected.tensor(name); }

private:
    std::vector<Tensor> batches_;
};

Tensor logits(const ResNetWeights& weights, const Tensor& images, NormMode mode = NormMode::stored)
{
    const torch::NoGradGuard no_grad;
    return class_logits(weights, images, mode);
}

JointTraining small_training(const QTemporaryDir& folder, const char* name)
{
    JointTraining training;
    training.output = folder.filePath(name).toStdString();
    training.net.depth = 8;
    training.net.width = 4;
    training.net.groups = 2;
    training.epochs = 3;
    training.batch = 10;
    training.lr = 0.05;
    return training;
}

}  // namespace

class TestResNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void agrees_with_pytorch_data();
    void agrees_with_pytorch();
    void training_moves_the_stored_statistics();
    void entropies();
    void sizes_are_those_of_the_papers();
    void saved_and_loaded();
    void refuses_files_data();
    void refuses_files();
    void refuses_configs_data();
    void refuses_configs();
    void one_value_has_no_statistics();
    void views();
    void goes_on_where_it_was_stopped();
    void refuses_another_training();

private:
    QTemporaryDir folder_;
};

void TestResNet::agrees_with_pytorch_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("bn") << "bn";
    QTest::newRow("gn") << "gn";
}

void TestResNet::agrees_with_pytorch()
{
    QFETCH(QString, name);
    const Golden golden(name);
    for (std::int64_t i = 0; i < 3; ++i) {
        TTT_VERIFY_BELOW(test::relative_error(logits(golden.weights, golden.images[i]), golden.at("source")[i]), 1e-5);
        TTT_VERIFY_BELOW(
            test::relative_error(logits(golden.weights, golden.images[i], NormMode::batch), golden.at("batch")[i]),
            1e-5);
    }
    const Tensor turned = all_rotations(golden.images[0]);
    TTT_VERIFY_BELOW(
        test::relative_error(rotation_logits(golden.weights, turned, NormMode::stored), golden.at("rotation")), 1e-5);
    // Nothing above has written into the stored statistics.
    QVERIFY(torch::equal(logits(golden.weights, golden.images[0]), logits(Golden(name).weights, golden.images[0])));
}

void TestResNet::training_moves_the_stored_statistics()
{
    const Golden golden("bn");
    for (std::int64_t i = 0; i < 3; ++i)
        class_logits(golden.weights, golden.images[i], NormMode::train);
    const NormWeights& norm = golden.weights.group1[0].norm1;
    TTT_VERIFY_BELOW(test::relative_error(norm.mean, golden.at("running_mean")), 1e-5);
    TTT_VERIFY_BELOW(test::relative_error(norm.variance, golden.at("running_var")), 1e-5);
}

void TestResNet::entropies()
{
    const Tensor even = torch::zeros({2, 10});
    QVERIFY(std::abs(entropy(even)[0].item<double>() - std::log(10.0)) < 1e-6);
    const Tensor logits = torch::tensor({{1.0, -2.0, 0.5}, {0.0, 3.0, 9.0}}, torch::kFloat64).requires_grad_();
    const Tensor p = torch::softmax(logits, 1).detach(), h = entropy(logits);
    const Tensor gradient = torch::autograd::grad({h.sum()}, {logits})[0];
    TTT_VERIFY_BELOW(test::largest_difference(gradient, -p * (p.log() + h.detach().unsqueeze(1))), 1e-12);
}

void TestResNet::sizes_are_those_of_the_papers()
{
    ResNetConfig config;
    config.mean = config.deviation = {0.5, 0.5, 0.5};
    config.rotation = false;
    for (const auto& [depth, thousands] : {std::pair{26, 367}, {14, 173}, {8, 75}}) {
        config.depth = depth;
        QVERIFY(std::abs(static_cast<double>(parameter_count(init_resnet(config, 1))) / 1000 - thousands) < 2);
    }
}

void TestResNet::saved_and_loaded()
{
    const Golden golden("gn");
    const std::string place = folder_.filePath("saved").toStdString();
    save_resnet(place, golden.weights);
    const LoadedResNet loaded = load_resnet(place);
    QVERIFY(torch::equal(logits(loaded.weights, golden.images[0]), logits(golden.weights, golden.images[0])));
    QCOMPARE(loaded.hash, load_resnet(::golden("gn")).hash);
    QVERIFY(loaded.hash != load_resnet(::golden("bn")).hash);
}

void TestResNet::refuses_files_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("missing") << "missing"
                             << "the tensor group1.0.conv1.weight is missing";
    QTest::newRow("more") << "more"
                          << "it asks for no tensor 'layer4.weight'";
    QTest::newRow("shape") << "shape"
                           << "conv1.weight is [2, 3, 3, 3], not [4, 3, 3, 3]";
    QTest::newRow("whole numbers") << "whole"
                                   << "holds whole numbers";
    QTest::newRow("nan") << "nan"
                         << "holds numbers that are none";
    QTest::newRow("variance") << "variance"
                              << "norm.running_var holds a negative variance";
}

void TestResNet::refuses_files()
{
    QFETCH(QString, what);
    QFETCH(QString, sentence);
    const Golden golden("bn");
    std::vector<std::pair<std::string, Tensor>> tensors;
    ResNetWeights handles = golden.weights;
    visit_tensors(handles, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        Tensor saved = tensor;
        if (what == "missing" && spec.name == "group1.0.conv1.weight")
            return;
        if (spec.name == "conv1.weight") {
            saved = what == "shape" ? tensor.slice(0, 0, 2) : what == "whole" ? tensor.to(torch::kInt) : saved;
            saved = what == "nan" ? tensor * NAN : saved;
        }
        if (what == "variance" && spec.name == "norm.running_var")
            saved = -tensor;
        tensors.emplace_back(spec.name, saved);
    });
    if (what == "more")
        tensors.emplace_back("layer4.weight", torch::zeros({1}));
    const std::string place = folder_.filePath("wrong-" + what).toStdString();
    save_resnet(place, golden.weights);
    write_safetensors(place + "/model.safetensors", tensors);
    EXPECT_ERROR(sentence, load_resnet(place));
}

void TestResNet::refuses_configs_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another model") << "resnet_cifar"
                                   << "qwen3"
                                   << "must be \"resnet_cifar\"";
    QTest::newRow("unknown") << "norm_groups"
                             << "norm_group"
                             << "a field that is not known, 'norm_group'";
    QTest::newRow("norm") << "\"bn\""
                          << "\"ln\""
                          << "must be \"bn\" or \"gn\"";
    QTest::newRow("depth") << "\"depth\": 8"
                           << "\"depth\": 9"
                           << "The depth is 8, 14, 20, 26";
    QTest::newRow("side") << "\"image_side\": 16"
                          << "\"image_side\": 18"
                          << "multiple of 4";
    QTest::newRow("channels") << "\"image_channels\": 3"
                              << "\"image_channels\": 1"
                              << "one number for each channel";
    QTest::newRow("classes") << "\"classes\": 5"
                             << "\"classes\": 4"
                             << "fc.weight is [5, 16], not [4, 16]";
    QTest::newRow("no rotation") << "\"rotation\": true"
                                 << "\"rotation\": false"
                                 << "asks for no tensor 'rotation.";
}

void TestResNet::refuses_configs()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, sentence);
    const std::string place = folder_.filePath("config").toStdString();
    std::filesystem::create_directories(place);
    std::filesystem::copy(golden("bn"), place,
                          std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
    QFile file(QString::fromStdString(place + "/config.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll()).replace(from, to);
    std::ofstream(place + "/config.json") << text.toStdString();
    EXPECT_ERROR(sentence, load_resnet(place));
}

void TestResNet::one_value_has_no_statistics()
{
    ResNetConfig config;
    config.depth = 8;
    config.width = 2;
    config.side = 4;
    config.mean = config.deviation = {0.5, 0.5, 0.5};
    const ResNetWeights weights = init_resnet(config, 1);
    for (const NormMode mode : {NormMode(NormMode::batch), NormMode::mixed(0.1)})
        EXPECT_ERROR("one image of one pixel", logits(weights, torch::rand({1, 3, 4, 4}), mode));
    QCOMPARE(logits(weights, torch::rand({2, 3, 4, 4}), NormMode::batch).size(0), 2);
}

void TestResNet::views()
{
    const ImageSet set = test::shades(3);
    const Tensor images = image_tensor(set);
    QCOMPARE(images[5][0][3][2].item<int>(), int(set.image(5)[3 * 8 + 2]));
    const Tensor turned = all_rotations(images);
    QVERIFY(torch::equal(torch::rot90(turned.slice(0, 24, 48), 3, {2, 3}), images));
    QCOMPARE(rotation_labels(24, torch::kCPU)[25].item<int>(), 1);
    Draws draws(1, 1, "views", 0);
    const Tensor cropped = crop_flipped(images, draw_crop_flips(24, 8, draws));
    QCOMPARE(cropped.sizes(), images.sizes());
    const CropFlips straight{torch::arange(4, 12).repeat({24, 1}), torch::arange(4, 12).repeat({24, 1})};
    QVERIFY(torch::equal(crop_flipped(images, straight), images));
    const CropFlips mirrored{straight.rows, straight.columns.flip(1)};
    QVERIFY(torch::equal(crop_flipped(images, mirrored), images.flip(3)));
}

void TestResNet::goes_on_where_it_was_stopped()
{
    const ImageSet set = test::shades(3);
    for (const NormKind norm : {NormKind::bn, NormKind::gn}) {
        JointTraining whole = small_training(folder_, norm == NormKind::bn ? "bn" : "gn"), parts = whole;
        whole.net.norm = parts.net.norm = norm;
        parts.output += "-parts";
        std::vector<ImageTrainingProgress> epochs;
        const auto keep = [&](const ImageTrainingProgress& progress) {
            if (progress.is_epoch)
                epochs.push_back(progress);
        };
        QVERIFY(train_jointly(whole, set, set, keep) == ImageTrainingEnd::finished);
        QCOMPARE(epochs.size(), std::size_t(3));
        QVERIFY(epochs[2].losses[0].value < epochs[0].losses[0].value);
        std::stop_source stop;
        const auto stop_after_one = [&](const ImageTrainingProgress& progress) {
            if (progress.is_epoch)
                stop.request_stop();
        };
        QVERIFY(train_jointly(parts, set, set, stop_after_one, stop.get_token()) == ImageTrainingEnd::stopped);
        QVERIFY(!std::filesystem::exists(parts.output + "/config.json"));
        QVERIFY(train_jointly(parts, set, set, keep) == ImageTrainingEnd::finished);
        QCOMPARE(load_resnet(parts.output).hash, load_resnet(whole.output).hash);
        QVERIFY(std::filesystem::file_size(parts.output + "/training/log.jsonl") > 100);
    }
}

void TestResNet::refuses_another_training()
{
    const ImageSet set = test::shades(3);
    JointTraining training = small_training(folder_, "bn");  // done above
    training.lr = 0.01;
    const auto nothing = [](const ImageTrainingProgress&) {};
    EXPECT_ERROR("belongs to another training", train_jointly(training, set, set, nothing));
    ImageSet unlabelled = set;
    unlabelled.labels.clear();
    EXPECT_ERROR("have no labels", train_jointly(training, unlabelled, {}, nothing));
    EXPECT_ERROR("another shape",
                 train_jointly(training, set, ImageSet{{4, 16, 1}, set.pixels, {}, {}, {}, {}}, nothing));
    training.output = "/proc/absent";
    EXPECT_ERROR("The folder /proc/absent/training could not be made", train_jointly(training, set, set, nothing));
    training = small_training(folder_, "diverged");
    training.lr = 1e30;
    EXPECT_ERROR("The loss is no longer a number", train_jointly(training, set, set, nothing));
}

TTT_TEST(TestResNet)
#include "tst_resnet.moc"
