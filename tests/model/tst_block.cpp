// One block for all ways to read, and one list of its tensors.
#include "engine/model/transformer.h"
#include "tests/model/golden.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <map>
#include <set>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

Transformer load(const std::string& folder)
{
    return Transformer(load_weights(Checkpoint::open(golden_folder(folder)), torch::kFloat32, torch::kCPU));
}

/// Reads ids i64 [n] behind `state`: the logits [n, V], and the state afterwards in place of the one before.
Tensor read_behind(const Transformer& model, const Tensor& ids, StreamState& state, const BlockHooks& hooks = {})
{
    const ModelWeights& weights = model.weights();
    const RotaryEmbedding rotary(weights.config, torch::kCPU);
    BlockContext context{.rotations = rotary.at(state.position, ids.size(0), torch::kFloat32),
                         .reading = BehindConstants{.before = state.mixers, .after = state.mixers},
                         .hooks = hooks,
                         .fuses = false};
    const Tensor hidden = run_blocks(weights, embed(weights, ids).unsqueeze(0), context);
    state = {std::move(std::get<BehindConstants>(context.reading).after), state.position + ids.size(0)};
    return model.logits(hidden[0]);
}

}  // namespace

class TestBlock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void behind_constants_as_on_a_stream_data();
    void behind_constants_as_on_a_stream();
    void what_is_constant_stays();
    void hooks_see_every_layer();
    void what_stands_beside_a_matrix_counts();
    void every_tensor_has_one_name_and_one_part_data();
    void every_tensor_has_one_name_and_one_part();
};

void TestBlock::behind_constants_as_on_a_stream_data()
{
    QTest::addColumn<QString>("folder");
    for (const std::string& name : golden_models())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void TestBlock::behind_constants_as_on_a_stream()
{
    QFETCH(QString, folder);
    const Transformer model = load(folder.toStdString());
    const Tensor ids = golden(folder.toStdString(), "ids");
    for (const std::int64_t split : {5, 17}) {
        StreamState state = model.new_stream();
        std::vector<Tensor> parts;
        for (std::int64_t begin = 0; begin < ids.size(0); begin += split)
            parts.push_back(
                read_behind(model, ids.slice(0, begin, std::min(begin + split, ids.size(0))), state).detach());
        TTT_VERIFY_BELOW(relative_error(torch::cat(parts), golden(folder.toStdString(), "logits")), 1e-5);
    }
}

void TestBlock::what_is_constant_stays()
{
    const Transformer model = load("qwen3-window");
    const Tensor ids = golden("qwen3-window", "ids");
    StreamState before = model.new_stream();
    read_behind(model, ids.slice(0, 0, 20), before);
    StreamState first = before, second = before, other = before;
    const Tensor logits = read_behind(model, ids.slice(0, 20, 33), first);
    read_behind(model, ids.slice(0, 0, 9), other);
    QVERIFY(read_behind(model, ids.slice(0, 20, 33), second).equal(logits));
    // A stream that goes on from there writes into memory of its own.
    model.read(ids.slice(0, 0, 9).unsqueeze(0), other);
    QCOMPARE(before.position, 20);
    QVERIFY(read_behind(model, ids.slice(0, 20, 33), before).equal(logits));
}

void TestBlock::hooks_see_every_layer()
{
    const Transformer model = load("qwen3-window");
    const Tensor ids = golden("qwen3-window", "ids");
    std::multiset<std::pair<std::int64_t, TensorRole>> matrices;
    std::vector<std::int64_t> downs;
    const BlockHooks hooks{.down =
                               [&](std::int64_t layer, Tensor plain, const Tensor& keys, const Tensor&) {
                                   downs.push_back(layer);
                                   const Tensor& down = model.weights().layers[static_cast<std::size_t>(layer)].down;
                                   return torch::linear(keys, down).equal(plain) ? plain : Tensor();
                               },
                           .beside =
                               [&](std::int64_t layer, TensorRole role, const Tensor&, Tensor plain) {
                                   matrices.emplace(layer, role);
                                   return plain;
                               }};
    StreamState plain = model.new_stream(), hooked = model.new_stream();
    QVERIFY(read_behind(model, ids, hooked, hooks).equal(read_behind(model, ids, plain)));
    const std::int64_t layers = model.weights().config.layer_count;
    QCOMPARE(downs.size(), static_cast<std::size_t>(layers));
    QCOMPARE(matrices.size(), static_cast<std::size_t>(3 * layers));
    for (std::int64_t layer = 0; layer < layers; ++layer)
        for (const TensorRole role : {TensorRole::query, TensorRole::value, TensorRole::down})
            QCOMPARE(matrices.count({layer, role}), 1U);
}

/// Twice the value, or twice the query, by the hook and by the matrix itself.
void TestBlock::what_stands_beside_a_matrix_counts()
{
    const Tensor ids = golden("llama-plain", "ids");
    for (const TensorRole chosen : {TensorRole::query, TensorRole::value, TensorRole::down}) {
        const Transformer model = load("llama-plain");
        const BlockHooks twice{.beside = [&](std::int64_t, TensorRole role, const Tensor&, Tensor plain) {
            return role == chosen ? 2 * plain : plain;
        }};
        StreamState state = model.new_stream(), again = model.new_stream();
        const Tensor hooked = read_behind(model, ids, state, twice);
        QVERIFY(!hooked.equal(read_behind(model, ids, again)));
        ModelWeights weights = model.weights();
        visit_tensors(weights, [&](const TensorSpec& spec, Tensor& tensor) {
            if (spec.role == chosen)
                tensor = 2 * tensor;
        });
        const Transformer doubled(weights);
        again = doubled.new_stream();
        TTT_VERIFY_BELOW(relative_error(hooked, read_behind(doubled, ids, again)), 1e-6);
    }
}

void TestBlock::every_tensor_has_one_name_and_one_part_data()
{
    QTest::addColumn<QString>("folder");
    for (const char* name : {"qwen3-tied", "qwen3-window", "llama-plain", "ttt-decay", "ttt-no-proj", "qwen2",
                             "mistral", "smollm3", "gemma3"})
        QTest::newRow(name) << name;
}

void TestBlock::every_tensor_has_one_name_and_one_part()
{
    QFETCH(QString, folder);
    ModelWeights weights =
        load_weights(Checkpoint::open(golden_folder(folder.toStdString())), torch::kFloat32, torch::kCPU);
    const ModelConfig& config = weights.config;
    std::set<std::string> names;
    std::map<TensorRole, std::int64_t> parts;
    visit_tensors(weights, [&](const TensorSpec& spec, const Tensor& tensor) {
        QVERIFY2(names.insert(spec.name).second, spec.name.c_str());
        QCOMPARE(tensor.sizes().vec(), spec.shape);
        const std::string prefix = "model.layers." + std::to_string(spec.layer) + ".";
        QCOMPARE(spec.name.starts_with(prefix), spec.layer < config.layer_count);
        ++parts[spec.role];
    });
    for (const TensorRole role : {TensorRole::query, TensorRole::value, TensorRole::down})
        QCOMPARE(parts[role], config.layer_count);
    QCOMPARE(parts[TensorRole::norm], (config.four_norms ? 4 : 2) * config.layer_count + 1);
    QCOMPARE(parts[TensorRole::head_norm], config.qk_norm ? 2 * config.layer_count : 0);
    QCOMPARE(parts[TensorRole::embedding], 1);
    QCOMPARE(parts[TensorRole::head], config.tied_embeddings ? 0 : 1);
    const auto fast = static_cast<std::int64_t>(config.ttt.mode ? config.ttt.layers.size() : 0);
    QCOMPARE(parts[TensorRole::ttt_conv], fast);
    QCOMPARE(parts[TensorRole::ttt_proj], config.ttt.proj ? fast : 0);
    QCOMPARE(parts[TensorRole::ttt_decay], config.ttt.decay ? fast : 0);
    QCOMPARE(tensor_specs(config).size(), names.size());
}

TTT_TEST(TestBlock)
#include "tst_block.moc"
