// Methods that learn from batches, recorded on a GPU, against the same methods on the processor. A machine without a
// GPU skips it.
#include "engine/machine/device.h"
#include "engine/model/safetensors.h"
#include "engine/vision/methods/image_method.h"

#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QtTest>

using namespace ttt;
using torch::Tensor;

namespace {

const std::string nets = TTT_TESTS_DIR "/golden/image-nets/";

ImageMethodOptions usual()
{
    ImageMethodOptions options;
    options.lr = 1e-3;
    options.momentum = 0.9;
    options.entropy_margin = 1;
    options.redundancy_margin = 0.999;
    options.fisher_weight = 2000;
    options.sharpness = 0.05;
    options.teacher_decay = 0.99;
    options.reset_every = 4;
    return options;
}

}  // namespace

class TestBatchMethodsGpu : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        cuda_available();  // before LibTorch is used, see device.h
        torch::set_num_threads(1);
    }
    void agrees_with_the_processor_data();
    void agrees_with_the_processor();
};

void TestBatchMethodsGpu::agrees_with_the_processor_data()
{
    QTest::addColumn<bool>("adam");
    QTest::addColumn<bool>("before");
    for (const char* key : {"tent", "eta", "eata", "sar", "rdumb", "cotta"}) {
        QTest::addRow("%s", key) << false << true;
        QTest::addRow("%s adam, scored after", key) << true << false;
    }
}

/// The third batch is smaller than what was recorded, and the fourth is as large again.
void TestBatchMethodsGpu::agrees_with_the_processor()
{
    if (!cuda_available())
        QSKIP("there is no GPU");
    QFETCH(bool, adam);
    QFETCH(bool, before);
    const std::string key = QByteArray(QTest::currentDataTag()).split(' ').first().toStdString();
    ImageMethodOptions options = usual();
    options.uses_adam = adam;
    options.scores_before = before;
    const auto net = open_image_net(nets + "bn").net;
    const Tensor batches = SafetensorsFile::open(nets + "bn/expected.safetensors").tensor("images");
    const Tensor clean = SafetensorsFile::open(nets + "methods/expected.safetensors").tensor("clean");
    const auto here = make_image_method(key, *net, options, torch::kCPU, clean);
    const auto there = make_image_method(key, *net, options, torch::kCUDA, clean.to(torch::kCUDA));
    const Tensor shown[] = {batches[0], batches[1], batches[2].slice(0, 0, batches.size(1) / 2), batches[0]};
    std::int64_t first = 0;
    for (const Tensor& pixels : shown) {
        const ImageAnswer one = here->step({pixels, first}), other = there->step({pixels.to(torch::kCUDA), first});
        TTT_VERIFY_BELOW(test::relative_error(other.logits.cpu(), one.logits), 1e-3);
        QCOMPARE(other.numbers.updated, one.numbers.updated);
        first += pixels.size(0);
    }
}

TTT_TEST(TestBatchMethodsGpu)
#include "tst_batch_methods_gpu.moc"
