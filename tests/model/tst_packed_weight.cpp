// Weights that stay packed: products, gradients, whole models and what learns on them are those of their numbers.
#include "engine/gguf/gguf_file.h"
#include "engine/methods/learned_tensors.h"
#include "engine/model/checkpoint.h"
#include "engine/model/packed_weight.h"
#include "engine/model/safetensors.h"
#include "engine/model/transformer.h"

#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <torch/utils.h>

#include <QtTest>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 1e-6;

std::string golden(const std::string& name)
{
    return TTT_TESTS_DIR "/golden/gguf/" + name;
}

/// Of types.gguf, [3, 512].
Tensor packed(const std::string& type, torch::ScalarType dtype = torch::kFloat32)
{
    static const GgufFile file = GgufFile::open(golden("types.gguf"));
    const GgufTensor& tensor = file.tensors().at(type);
    Tensor bytes = torch::empty({tensor.rows(), static_cast<std::int64_t>(tensor.row_bytes())}, torch::kUInt8);
    file.read(tensor, bytes.mutable_data_ptr());
    return packed_weight(bytes, *tensor.type, tensor.shape.back(), dtype);
}

ModelWeights load(const std::string& name, Packing packing)
{
    return load_weights(Checkpoint::open(golden(name)), torch::kFloat32, torch::kCPU, packing);
}

Tensor logits(const Transformer& model, const Tensor& ids)
{
    StreamState stream = model.new_stream();
    return model.logits(model.read(ids.unsqueeze(0), stream))[0];
}

}  // namespace

class TestPackedWeight : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void multiplies_like_its_numbers_data();
    void multiplies_like_its_numbers();
    void gradients_go_through_it();
    void torch_takes_it_for_no_numbers();
    void a_model_computes_the_same_data();
    void a_model_computes_the_same();
    void what_learns_is_unpacked();
    void small_models_are_unpacked();
};

void TestPackedWeight::multiplies_like_its_numbers_data()
{
    QTest::addColumn<QString>("type");
    for (const char* type : {"F16", "BF16", "Q8_0", "Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q4_K", "Q5_K", "Q6_K"})
        QTest::newRow(type) << type;
}

void TestPackedWeight::multiplies_like_its_numbers()
{
    QFETCH(QString, type);
    torch::manual_seed(1);
    for (const auto dtype : {torch::kFloat32, torch::kBFloat16}) {
        const Tensor weight = packed(type.toStdString(), dtype);
        QVERIFY(is_packed(weight) && !is_packed(plain(weight)));
        QCOMPARE(weight.sizes().vec(), (std::vector<std::int64_t>{3, 512}));
        QCOMPARE(weight.scalar_type(), dtype);
        const Tensor x = torch::randn({2, 5, 512}).to(dtype), bias = torch::randn({3}).to(dtype);
        for (const Tensor& added : {Tensor(), bias})
            TTT_VERIFY_BELOW(relative_error(project(x, weight, added), torch::linear(x, plain(weight), added)),
                             dtype == torch::kFloat32 ? tolerance : 1e-2);
    }
}

void TestPackedWeight::gradients_go_through_it()
{
    torch::manual_seed(2);
    const Tensor weight = packed("Q5_K"), by = torch::randn({4, 3});
    const auto gradient = [&](const Tensor& matrix) {
        torch::manual_seed(3);
        Tensor x = torch::randn({4, 512}).set_requires_grad(true);
        (project(x, matrix).tanh() * by).sum().backward();
        return x.grad();
    };
    TTT_VERIFY_BELOW(relative_error(gradient(weight), gradient(plain(weight))), tolerance);
}

void TestPackedWeight::torch_takes_it_for_no_numbers()
{
    const Tensor weight = packed("Q4_0");
    QVERIFY_EXCEPTION_THROWN(torch::linear(torch::randn({1, 512}), weight), c10::Error);
    QVERIFY_EXCEPTION_THROWN(weight.sum(), c10::Error);
    QVERIFY_EXCEPTION_THROWN(weight.clone(), c10::Error);
}

void TestPackedWeight::a_model_computes_the_same_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("llama") << "llama";
    QTest::newRow("qwen3") << "qwen3";
}

void TestPackedWeight::a_model_computes_the_same()
{
    QFETCH(QString, name);
    const Tensor ids = SafetensorsFile::open(golden(name.toStdString() + ".safetensors")).tensor("ids");
    const Transformer stays(load(name.toStdString() + ".gguf", Packing::keep));
    const Transformer unpacked(load(name.toStdString() + ".gguf", Packing::unpack));
    QVERIFY(is_packed(stays.weights().layers.back().up));
    QVERIFY(!is_packed(unpacked.weights().layers.back().up));
    QCOMPARE(stays.weights().hash, unpacked.weights().hash);
    QCOMPARE(parameter_count(stays.weights()), parameter_count(unpacked.weights()));
    TTT_VERIFY_BELOW(relative_error(logits(stays, ids), logits(unpacked, ids)), tolerance);
}

void TestPackedWeight::what_learns_is_unpacked()
{
    ModelWeights weights = load("llama.gguf", Packing::keep);
    const ModelWeights numbers = load("llama.gguf", Packing::unpack);
    const auto learned = make_learned(weights, LearnedPart::down, {1});
    QCOMPARE(learned.size(), std::size_t{1});
    QVERIFY(learned.front().read.equal(numbers.layers[1].down));
    QVERIFY(weights.layers[1].down.requires_grad());
    QVERIFY(is_packed(weights.layers[0].down));
}

void TestPackedWeight::small_models_are_unpacked()
{
    const ModelWeights weights = load("llama.gguf", Packing::by_size);
    QCOMPARE(weights.config.packed_bytes, 0);
    QVERIFY(!is_packed(weights.layers[0].down));
}

TTT_TEST(TestPackedWeight)
#include "tst_packed_weight.moc"
