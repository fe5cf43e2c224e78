// The masked autoencoder: PyTorch's own modules agree, its files are checked, and it learns and goes on.
#include "engine/model/safetensors.h"
#include "engine/vision/nets/mae_files.h"
#include "engine/vision/nets/mae_trainer.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/vision/training_images.h"

#include <torch/utils.h>

#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <fstream>

using namespace ttt;
using torch::Tensor;

namespace {

const std::string golden_folder = TTT_TESTS_DIR "/golden/image-nets/mae";

struct Golden {
    MaeWeights weights = load_mae(golden_folder).weights;
    SafetensorsFile expected = SafetensorsFile::open(golden_folder + "/expected.safetensors");
    Tensor images = normalised_images(at("images"), weights.config.mean, weights.config.deviation);

    Tensor at(const char* name) const { return expected.tensor(name); }
};

MaeTraining small_training(const QTemporaryDir& folder, const char* name)
{
    MaeTraining training;
    training.output = folder.filePath(name).toStdString();
    training.net.encoder = training.net.classifier = {16, 1, 2};
    training.net.decoder = {8, 1, 2};
    training.epochs = 4;
    training.classifier_epochs = 3;
    training.batch = 10;
    training.lr = training.classifier_lr = 0.01;
    return training;
}

}  // namespace

class TestMae : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }
    void agrees_with_pytorch();
    void the_shipped_size_is_below_a_megabyte();
    void saved_and_loaded();
    void refuses_configs_data();
    void refuses_configs();
    void goes_on_where_it_was_stopped();
    void refuses_another_training();

private:
    QTemporaryDir folder_;
};

void TestMae::agrees_with_pytorch()
{
    const torch::NoGradGuard no_grad;
    const Golden golden;
    TTT_VERIFY_BELOW(test::relative_error(class_logits(golden.weights, golden.images), golden.at("logits")), 1e-5);
    const PatchMask mask = mask_of(golden.at("noise"), golden.weights.config.seen());
    QCOMPARE(mask.seen.size(1), 4);
    QCOMPARE(mask.hidden.sum().item<int>(), 4 * 12);
    const Tensor latent = encoded(golden.weights, golden.images, &mask);
    TTT_VERIFY_BELOW(test::relative_error(filled_in(golden.weights, latent, mask), golden.at("filled")), 1e-5);
    TTT_VERIFY_BELOW(test::relative_error(reconstruction_loss(golden.weights, golden.images, mask), golden.at("loss")),
                     1e-5);
    // The table of the file was made by a loop over rows and columns.
    TTT_VERIFY_BELOW(test::largest_difference(position_table(4, 16), golden.weights.pos_embed), 1e-6);
}

void TestMae::the_shipped_size_is_below_a_megabyte()
{
    for (const auto& [side, channels] : {std::pair<std::int64_t, std::int64_t>{28, 1}, {32, 3}}) {
        MaeConfig config;
        config.side = side;
        config.channels = channels;
        MaeWeights weights = init_mae(config, 1);
        std::int64_t bytes = 0;
        visit_tensors(weights, [&bytes](const ImageTensorSpec&, Tensor& tensor) {
            bytes += static_cast<std::int64_t>(tensor.nbytes());
        });
        QVERIFY2(bytes < 1'000'000, std::to_string(bytes).c_str());
    }
}

void TestMae::saved_and_loaded()
{
    const Golden golden;
    const std::string place = folder_.filePath("saved").toStdString();
    save_mae(place, golden.weights);
    const LoadedMae loaded = load_mae(place);
    QVERIFY(torch::equal(class_logits(loaded.weights, golden.images), class_logits(golden.weights, golden.images)));
    QCOMPARE(loaded.hash, load_mae(golden_folder).hash);
}

void TestMae::refuses_configs_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another model") << "mae_vit"
                                   << "resnet_cifar"
                                   << "must be \"mae_vit\"";
    QTest::newRow("unknown") << "mlp_ratio"
                             << "ratio"
                             << "a field that is not known, 'ratio'";
    QTest::newRow("heads") << "\"num_attention_heads\": 2"
                           << "\"num_attention_heads\": 3"
                           << "can't be parted into 3 heads";
    QTest::newRow("side") << "\"image_side\": 8"
                          << "\"image_side\": 9"
                          << "a multiple of the patch";
    QTest::newRow("mask") << "0.75"
                          << "0.99"
                          << "leaves one to see";
    QTest::newRow("depth") << "\"num_hidden_layers\": 2"
                           << "\"num_hidden_layers\": 3"
                           << "blocks.2.norm1.weight is missing";
}

void TestMae::refuses_configs()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, sentence);
    const std::string place = folder_.filePath("config").toStdString();
    std::filesystem::create_directories(place);
    std::filesystem::copy(golden_folder, place,
                          std::filesystem::copy_options::overwrite_existing | std::filesystem::copy_options::recursive);
    QFile file(QString::fromStdString(place + "/config.json"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll()).replace(from, to);
    std::ofstream(place + "/config.json") << text.toStdString();
    EXPECT_ERROR(sentence, load_mae(place));
}

void TestMae::goes_on_where_it_was_stopped()
{
    const ImageSet set = test::shades(3);
    const MaeTraining whole = small_training(folder_, "whole");
    std::vector<ImageTrainingProgress> epochs;
    const auto keep = [&](const ImageTrainingProgress& progress) {
        if (progress.is_epoch)
            epochs.push_back(progress);
    };
    QVERIFY(train_mae(whole, set, set, keep) == ImageTrainingEnd::finished);
    QCOMPARE(epochs.size(), std::size_t(7));
    QVERIFY(epochs[3].losses[0].value < epochs[0].losses[0].value);
    QVERIFY(epochs[6].losses[0].value < epochs[4].losses[0].value);
    for (const std::size_t last :
         {std::size_t(2), std::size_t(4), std::size_t(5)}) {  // filling in, between, classifier
        MaeTraining parts = whole;
        parts.output = folder_.filePath("parts-" + QString::number(last)).toStdString();
        std::stop_source stop;
        std::size_t done = 0;
        const auto stop_then = [&](const ImageTrainingProgress& progress) {
            if (progress.is_epoch && ++done == last)
                stop.request_stop();
        };
        QVERIFY(train_mae(parts, set, set, stop_then, stop.get_token()) == ImageTrainingEnd::stopped);
        QVERIFY(!std::filesystem::exists(parts.output + "/config.json"));
        QVERIFY(train_mae(parts, set, set, keep) == ImageTrainingEnd::finished);
        QCOMPARE(load_mae(parts.output).hash, load_mae(whole.output).hash);
        std::ifstream log(parts.output + "/training/log.jsonl");
        QCOMPARE(std::count(std::istreambuf_iterator<char>(log), {}, '\n'), std::ptrdiff_t(7));
    }
}

void TestMae::refuses_another_training()
{
    const ImageSet set = test::shades(3);
    MaeTraining training = small_training(folder_, "whole");  // done above
    training.seed = 9;
    const auto nothing = [](const ImageTrainingProgress&) {};
    EXPECT_ERROR("belongs to another training", train_mae(training, set, set, nothing));
    training = small_training(folder_, "odd");
    training.net.patch = 3;
    EXPECT_ERROR("a multiple of the patch", train_mae(training, set, set, nothing));
}

TTT_TEST(TestMae)
#include "tst_mae.moc"
