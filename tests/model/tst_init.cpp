#include "engine/model/init.h"
#include "engine/model/model_tool.h"
#include "engine/model/tensor_spec.h"
#include "engine/model/weights.h"
#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <fstream>
#include <map>

namespace {

std::map<std::string, torch::Tensor> by_name(const ttt::NamedTensors& tensors)
{
    return {tensors.begin(), tensors.end()};
}

ttt::ModelConfig config()
{
    ttt::ModelConfig result = ttt::Checkpoint::open(TTT_TESTS_DIR "/golden/models/ttt-decay").config();
    result.vocab_size = 2000;  // enough numbers for a narrow estimate
    return result;
}

}  // namespace

class TestInit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void draws_every_tensor_of_the_config();
    void ttt_parts_start_inert();
    void same_seed_same_weights();
    void twin_starts_equal();
    void asks_for_room_before_it_draws();
    void norms_of_gemma_start_at_one();
};

/// Whose files hold what is beyond 1.
void TestInit::norms_of_gemma_start_at_one()
{
    const ttt::ModelConfig gemma = ttt::Checkpoint::open(TTT_TESTS_DIR "/golden/models/gemma3").config();
    const auto tensors = by_name(init_weights(gemma, 7));
    int norms = 0;
    for (const ttt::TensorSpec& spec : tensor_specs(gemma)) {
        if (spec.role != ttt::TensorRole::norm && spec.role != ttt::TensorRole::head_norm)
            continue;
        const torch::Tensor& written = tensors.at(spec.name);
        const torch::Tensor used = as_computed(gemma, spec, written.to(torch::kBFloat16));
        QVERIFY(torch::equal(written, torch::zeros_like(written)) && torch::equal(used, torch::ones_like(used)));
        QVERIFY(torch::equal(as_stored(gemma, spec, used), written));
        ++norms;
    }
    QCOMPARE(norms, 6 * gemma.layer_count + 1);
}

void TestInit::draws_every_tensor_of_the_config()
{
    const auto tensors = by_name(init_weights(config(), 7));
    QCOMPARE(tensors.size(), tensor_specs(config()).size());
    for (const auto& [name, shape, role, layer] : tensor_specs(config())) {
        const torch::Tensor tensor = tensors.at(name);
        QCOMPARE(tensor.sizes().vec(), shape);
        QCOMPARE(tensor.scalar_type(), torch::kFloat32);
        if (role == ttt::TensorRole::norm || role == ttt::TensorRole::head_norm)
            QVERIFY2(torch::equal(tensor, torch::ones_like(tensor)), name.c_str());
    }
    const torch::Tensor embedding = tensors.at("model.embed_tokens.weight");  // 64000 numbers
    QVERIFY(std::abs(embedding.std().item<double>() - 0.02) < 3e-4);
    QVERIFY(std::abs(embedding.mean().item<double>()) < 4e-4);
    const torch::Tensor& first = tensors.at("model.layers.0.mlp.up_proj.weight");
    QVERIFY(!torch::equal(first, tensors.at("model.layers.1.mlp.up_proj.weight")));
}

void TestInit::ttt_parts_start_inert()
{
    const auto tensors = by_name(init_weights(config(), 7));
    const torch::Tensor convolution = tensors.at("model.layers.2.mlp.ttt_conv.weight");
    QCOMPARE(convolution.sizes().vec(), std::vector<std::int64_t>({32, 1, 5}));
    QCOMPARE(convolution.abs().max().item<float>(), 0.0f);
    const torch::Tensor projection = tensors.at("model.layers.2.mlp.ttt_proj.weight");
    QVERIFY(torch::equal(projection, torch::diag(projection.diagonal())));
    QVERIFY(projection.diagonal().abs().min().item<float>() > 0);
    QVERIFY(projection.diagonal().abs().max().item<float>() < 0.02f * 6);
    QCOMPARE(tensors.at("model.layers.2.mlp.ttt_decay").item<float>(), 4.0f);
    QVERIFY(!tensors.contains("model.layers.1.mlp.ttt_conv.weight"));

    const auto identity = by_name(init_ttt_weights(config(), 7, ttt::ProjectionInit::identity));
    QVERIFY(torch::equal(identity.at("model.layers.0.mlp.ttt_proj.weight"), torch::eye(32)));

    ttt::ModelConfig bare = config();
    bare.ttt.proj = bare.ttt.decay = false;
    QCOMPARE(init_ttt_weights(bare, 7).size(), std::size_t(2));
    bare.ttt.mode = false;
    QVERIFY(init_ttt_weights(bare, 7).empty());
}

void TestInit::same_seed_same_weights()
{
    const auto first = by_name(init_weights(config(), 7));
    torch::manual_seed(99);  // the global generator has no say
    const auto again = by_name(init_weights(config(), 7));
    const auto other = by_name(init_weights(config(), 8));
    for (const auto& [name, tensor] : first)
        QVERIFY2(torch::equal(tensor, again.at(name)), name.c_str());
    QVERIFY(!torch::equal(first.at("lm_head.weight"), other.at("lm_head.weight")));
    QVERIFY(
        !torch::equal(first.at("model.layers.0.mlp.ttt_proj.weight"), other.at("model.layers.0.mlp.ttt_proj.weight")));
}

void TestInit::twin_starts_equal()
{
    ttt::ModelConfig plain = config();
    plain.ttt = {};
    const auto with_ttt = by_name(init_weights(config(), 7));
    const auto twin = by_name(init_weights(plain, 7));
    QVERIFY(twin.size() < with_ttt.size());
    for (const auto& [name, tensor] : twin)
        QVERIFY2(torch::equal(tensor, with_ttt.at(name)), name.c_str());
}

/// 16 TiB: no machine of these tests has them, and none must try.
void TestInit::asks_for_room_before_it_draws()
{
    ttt::ModelConfig huge = config();
    huge.hidden_size = huge.intermediate_size = 1 << 20;
    const QTemporaryDir folder;
    const std::string file = folder.filePath("config.json").toStdString(), model = folder.filePath("m").toStdString();
    std::ofstream(file) << to_json(huge);
    EXPECT_ERROR("A model of these sizes needs", ttt::init_model(file, model, 0));
    EXPECT_ERROR("are free; choose smaller ones", ttt::init_model(file, model, 0));
    QVERIFY(!QDir(folder.filePath("m")).exists());
}

TTT_TEST(TestInit)
#include "tst_init.moc"
