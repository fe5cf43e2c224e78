// The transformer against transformers (Hugging Face), in f32: one shot, streaming, and as training reads rows.
#include "engine/model/transformer.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 1e-5;

Transformer load(const std::string& folder)
{
    return Transformer(load_weights(Checkpoint::open(golden_folder(folder)), torch::kFloat32, torch::kCPU));
}

Tensor logits_in_splits(const Transformer& model, const Tensor& ids, std::int64_t split)
{
    StreamState stream = model.new_stream();
    std::vector<Tensor> parts;
    for (std::int64_t begin = 0; begin < ids.size(1); begin += split)
        parts.push_back(model.logits(model.read(ids.slice(1, begin, std::min(begin + split, ids.size(1))), stream)));
    return torch::cat(parts, 1);
}

/// Behind all positions the first `count` again, as a second document in the row has them.
Rotation with_start_again(const Rotation& once, std::int64_t count)
{
    if (!once.cos.defined())
        return once;
    const auto again = [&](const Tensor& x) { return torch::cat({x, x.slice(0, 0, count)}); };
    return {again(once.cos), again(once.sin)};
}

}  // namespace

class TestParity : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void folders()
    {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<QString>("tensor");
        for (const std::string& name : golden_models())
            QTest::newRow(name.c_str()) << QString::fromStdString(name) << "logits";
        for (const char* name : {"ttt-hidden", "ttt-embed", "ttt-no-proj", "ttt-decay"})
            QTest::newRow(name) << name << "frozen_logits";
    }

    void one_shot_data() { folders(); }

    void one_shot()
    {
        QFETCH(QString, folder);
        QFETCH(QString, tensor);
        const Transformer model = load(folder.toStdString());
        const Tensor ids = golden(folder.toStdString(), "ids").unsqueeze(0);
        const Tensor logits = logits_in_splits(model, ids, ids.size(1));
        TTT_VERIFY_BELOW(relative_error(logits[0], golden(folder.toStdString(), tensor.toStdString())), tolerance);
    }

    void streaming_data() { folders(); }

    void streaming()
    {
        QFETCH(QString, folder);
        QFETCH(QString, tensor);
        const Transformer model = load(folder.toStdString());
        const Tensor ids = golden(folder.toStdString(), "ids").unsqueeze(0);
        const Tensor expected = golden(folder.toStdString(), tensor.toStdString());
        for (const std::int64_t split : {1, 3, 5, 13, 17})
            TTT_VERIFY_BELOW(relative_error(logits_in_splits(model, ids, split)[0], expected), tolerance);
    }

    void whole_rows_data() { folders(); }

    /// Two documents in one row, and the same row twice in a batch: the second document starts afresh.
    void whole_rows()
    {
        QFETCH(QString, folder);
        const Transformer model = load(folder.toStdString());
        const Tensor ids = golden(folder.toStdString(), "ids");
        const Tensor row = torch::cat({ids, ids.slice(0, 0, 21)});
        const Tensor labels = torch::cat({torch::zeros_like(ids), torch::ones_like(ids.slice(0, 0, 21))});
        const RowDocuments documents = RowDocuments::from(torch::stack({labels, labels}), torch::kCPU);
        const auto& weights = model.weights();
        const RotaryEmbedding rotary(weights.config, torch::kCPU);
        const Rotations once = rotary.at(0, ids.size(0), torch::kFloat32);
        const Rotations rotations{with_start_again(once.all, 21), with_start_again(once.local, 21)};
        BlockContext context{.rotations = rotations, .reading = InRows{documents}};
        const Tensor hidden = run_blocks(weights, embed(weights, torch::stack({row, row})), context);
        const Tensor expected = logits_in_splits(model, ids.unsqueeze(0), ids.size(0))[0];
        for (int copy = 0; copy < 2; ++copy) {
            const Tensor logits = model.logits(hidden[copy]);
            TTT_VERIFY_BELOW(relative_error(logits.slice(0, 0, ids.size(0)), expected), tolerance);
            TTT_VERIFY_BELOW(relative_error(logits.slice(0, ids.size(0)), expected.slice(0, 0, 21)), tolerance);
        }
    }

    void later_tokens_change_no_earlier_logit()
    {
        const Transformer model = load("qwen3-window");
        const Tensor ids = golden("qwen3-window", "ids").unsqueeze(0);
        const Tensor other = ids.clone();
        other[0][30] = (other[0][30] + 1) % 200;
        const Tensor before = logits_in_splits(model, ids, 48)[0];
        const Tensor after = logits_in_splits(model, other, 48)[0];
        QVERIFY(before.slice(0, 0, 30).equal(after.slice(0, 0, 30)));
        QVERIFY(!before[30].equal(after[30]));
    }

    void logits_of_a_bf16_model_are_f32()
    {
        const Transformer model(
            load_weights(Checkpoint::open(golden_folder("qwen3-tied")), torch::kBFloat16, torch::kCPU));
        const Tensor ids = golden("qwen3-tied", "ids").unsqueeze(0);
        const Tensor logits = logits_in_splits(model, ids, 48);
        QCOMPARE(logits.scalar_type(), torch::kFloat32);
        TTT_VERIFY_BELOW(relative_error(logits[0], golden("qwen3-tied", "logits")), 0.05);
    }
};

TTT_TEST(TestParity)
#include "tst_parity.moc"
