// ResNet-18 and -50 are torchvision's: names, shapes and answers, with batch norm and with group norm.
#include "engine/model/safetensors.h"
#include "engine/vision/corruptions/draws.h"
#include "engine/vision/nets/image_net.h"
#include "engine/vision/nets/net_files.h"
#include "engine/vision/nets/torchvision_resnet.h"

#include "tests/support/error_text.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QTemporaryDir>
#include <QtTest>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace ttt;
using torch::Tensor;

namespace {

SafetensorsFile golden()
{
    return SafetensorsFile::open(TTT_TESTS_DIR "/golden/image-nets/torchvision/expected.safetensors");
}

/// As make_torchvision_golden.py draws the k-th tensor: -1 … 1.
Tensor numbers(std::uint64_t tensor, const std::vector<std::int64_t>& shape)
{
    const Tensor drawn = torch::empty(shape);
    auto* number = drawn.data_ptr<float>();
    for (std::int64_t i = 0; i < drawn.numel(); ++i) {
        const std::uint64_t bits = mixed((tensor << 32) + static_cast<std::uint64_t>(i + 1) * 0x9e3779b97f4a7c15);
        number[i] = static_cast<float>(static_cast<double>(bits >> 40) / 0x1p23 - 1);
    }
    return drawn;
}

Tensor value(std::uint64_t at, const ImageTensorSpec& spec)
{
    const Tensor drawn = numbers(at, spec.shape);
    if (spec.role == ImageTensorRole::convolution)
        return drawn * std::sqrt(6.0 / static_cast<double>(drawn[0].numel()));
    if (spec.name.ends_with("running_mean") || spec.name.ends_with("bias"))
        return drawn * 0.2;
    return drawn.dim() == 2 ? drawn * 0.1 : 1 + drawn * 0.2;
}

TorchvisionConfig config_of(int depth, NormKind norm)
{
    TorchvisionConfig config;
    config.depth = depth;
    config.norm = norm;
    config.classes = 12;
    config.side = 64;
    return config;
}

/// -> names, one a line.
std::string fill(TorchvisionWeights& weights)
{
    std::string names;
    std::uint64_t at = 0;
    visit_tensors(weights, [&](const ImageTensorSpec& spec, Tensor& tensor) {
        tensor = value(at++, spec);
        names += (names.empty() ? "" : "\n") + spec.name;
    });
    return names;
}

}  // namespace

class TestTorchvisionResNet : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agrees_with_torchvision_data();
    void agrees_with_torchvision();
    void opened_from_a_folder();
    void refuses_configs_data();
    void refuses_configs();

private:
    QTemporaryDir folder_;
};

void TestTorchvisionResNet::agrees_with_torchvision_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<QString>("norm");
    for (const int depth : {18, 50})
        for (const char* norm : {"bn", "gn"})
            QTest::addRow("ResNet-%d %s", depth, norm) << depth << QString(norm);
}

void TestTorchvisionResNet::agrees_with_torchvision()
{
    QFETCH(int, depth);
    QFETCH(QString, norm);
    const torch::NoGradGuard no_grad;
    const SafetensorsFile file = golden();
    TorchvisionWeights weights;
    weights.config = config_of(depth, norm == "bn" ? NormKind::bn : NormKind::gn);
    const std::string names = fill(weights);
    const Tensor wanted = file.tensor("names" + std::to_string(depth) + norm.toStdString());
    QCOMPARE(names, std::string(reinterpret_cast<const char*>(wanted.const_data_ptr<std::uint8_t>()),
                                static_cast<std::size_t>(wanted.numel())));
    const auto net = as_image_net(weights);
    const Tensor images = net->normalised(file.tensor("images"));
    TTT_VERIFY_BELOW(test::relative_error(net->forward(images, NormMode::stored),
                                          file.tensor(norm.toStdString() + std::to_string(depth))),
                     1e-5);
    visit_tensors(weights, [](const ImageTensorSpec&, Tensor& tensor) { tensor = tensor.to(torch::kFloat64); });
    const Tensor wide = images.to(torch::kFloat64);
    const std::string in_f64 = std::to_string(depth) + "f64";
    TTT_VERIFY_BELOW(
        test::relative_error(class_logits(weights, wide, NormMode::stored), file.tensor(norm.toStdString() + in_f64)),
        1e-10);
    if (norm == "bn")
        TTT_VERIFY_BELOW(
            test::relative_error(class_logits(weights, wide, NormMode::batch), file.tensor("batch" + in_f64)), 1e-10);
}

void TestTorchvisionResNet::opened_from_a_folder()
{
    TorchvisionWeights weights;
    weights.config = config_of(18, NormKind::bn);
    fill(weights);
    const std::string place = folder_.filePath("net").toStdString();
    save_net(place, torchvision_config_text(weights.config),
             [&](const VisitImageTensor& visit) { visit_tensors(weights, visit); });
    // As a state dict is saved, with the counts of PyTorch.
    std::vector<std::pair<std::string, Tensor>> tensors{{"bn1.num_batches_tracked", torch::tensor(std::int64_t{7})}};
    visit_tensors(weights,
                  [&](const ImageTensorSpec& spec, Tensor& tensor) { tensors.emplace_back(spec.name, tensor); });
    write_safetensors(place + "/model.safetensors", tensors);
    const OpenedImageNet opened = open_image_net(place);
    QCOMPARE(opened.net->classes(), 12);
    QVERIFY(opened.net->has_batch_norm());
    QCOMPARE(norm_parameters(*opened.net).size(), std::size_t(40));
    QCOMPARE(norm_parameters(*opened.net).back().name, std::string("layer4.1.bn2.bias"));
    QCOMPARE(layer_name("layer4.1.bn2.bias"), std::string("layer4.1"));
    tensors.emplace_back("layer5.weight", torch::zeros({1}));
    write_safetensors(place + "/model.safetensors", tensors);
    EXPECT_ERROR("it asks for no tensor 'layer5.weight'", open_image_net(place));
}

void TestTorchvisionResNet::refuses_configs_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("another model") << "torchvision_resnet"
                                   << "qwen3"
                                   << "\"resnet_cifar\", \"mae_vit\" or \"torchvision_resnet\"";
    QTest::newRow("depth") << "\"depth\": 18"
                           << "\"depth\": 34"
                           << "The depth is 18 or 50, not 34";
    QTest::newRow("groups") << "\"norm_groups\": 32,"
                            << "\"norm_groups\": 48, \"norm\": \"gn\","
                            << "can't part a width of 64 into 48 groups";
    QTest::newRow("unknown") << "class_names"
                             << "names"
                             << "a field that is not known, 'names'";
}

void TestTorchvisionResNet::refuses_configs()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, sentence);
    const std::string place = folder_.filePath("config").toStdString();
    std::filesystem::create_directories(place);
    std::string text = torchvision_config_text(config_of(18, NormKind::bn));
    if (to.contains("\"gn\""))
        text = QString::fromStdString(text).replace("  \"norm\": \"bn\",\n", "").toStdString();
    std::ofstream(place + "/config.json") << QString::fromStdString(text).replace(from, to).toStdString();
    EXPECT_ERROR(sentence, open_image_net(place));
}

TTT_TEST(TestTorchvisionResNet)
#include "tst_torchvision_resnet.moc"
