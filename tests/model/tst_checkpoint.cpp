#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/model/tensor_spec.h"
#include "engine/model/weights.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <unistd.h>

using ttt::Checkpoint;
using ttt::NamedTensors;

namespace {

const QString golden_models = TTT_TESTS_DIR "/golden/models/";

Checkpoint golden(const QString& name)
{
    return Checkpoint::open((golden_models + name).toStdString());
}

NamedTensors all_tensors(const Checkpoint& checkpoint)
{
    NamedTensors tensors;
    for (const std::string& name : checkpoint.names())
        tensors.emplace_back(name, checkpoint.tensor(name));
    return tensors;
}

void put(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size())
        qFatal("cannot write");
}

}  // namespace

class TestCheckpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void holds_what_its_config_asks_for_data();
    void holds_what_its_config_asks_for();
    void saves_the_same_model();
    void saves_shards();
    void replaces_an_earlier_save();
    void hash_sees_every_change();
    void names_absent_and_misshapen_tensors();
    void refuses_incomplete_directories();
    void refuses_a_lying_index_data();
    void refuses_a_lying_index();
    void refuses_a_place_that_is_a_file();
    void refuses_tensors_of_another_function_data();
    void refuses_tensors_of_another_function();
    void tells_tensors_that_are_not_used();
    void a_tied_head_stands_twice_only_as_itself();
    void owns_what_it_computes_with();
    void says_when_a_file_becomes_shorter();
    void removes_what_a_killed_process_left();

private:
    NamedTensors saved_with(const NamedTensors& more, const QString& name = "qwen3-tied") const;
    std::string folder() const { return folder_->filePath("model").toStdString(); }
    QStringList files() const { return QDir(folder_->filePath("model")).entryList(QDir::Files, QDir::Name); }

    std::unique_ptr<QTemporaryDir> folder_;
};

void TestCheckpoint::init()
{
    folder_ = std::make_unique<QTemporaryDir>();
}

void TestCheckpoint::holds_what_its_config_asks_for_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : QDir(golden_models).entryList(QDir::Dirs | QDir::NoDotAndDotDot))
        QTest::newRow(qPrintable(name)) << name;
}

void TestCheckpoint::holds_what_its_config_asks_for()
{
    QFETCH(QString, name);
    const Checkpoint checkpoint = golden(name);
    const auto specs = tensor_specs(checkpoint.config());
    std::int64_t count = 0;
    for (const ttt::TensorSpec& tensor : specs)
        count += checkpoint.tensor(tensor.name, tensor.shape).numel();
    QCOMPARE(checkpoint.names().size(), specs.size());
    QCOMPARE(checkpoint.parameter_count(), count);
    const auto& embedding = checkpoint.tensor("model.embed_tokens.weight");
    QCOMPARE(std::string(c10::toString(embedding.scalar_type())) == "Float",
             checkpoint.config().dtype == ttt::StoredDtype::float32);
}

void TestCheckpoint::saves_the_same_model()
{
    const Checkpoint before = golden("ttt-decay");
    save_checkpoint(folder(), before.config(), all_tensors(before));
    QCOMPARE(files(), QStringList({"config.json", "model.safetensors"}));
    const Checkpoint after = Checkpoint::open(folder());
    QCOMPARE(after.names(), before.names());
    for (const std::string& name : before.names())
        QVERIFY2(torch::equal(after.tensor(name), before.tensor(name)), name.c_str());
    QVERIFY(after.config().ttt == before.config().ttt);
}

void TestCheckpoint::saves_shards()
{
    const Checkpoint before = golden("llama-plain");  // itself in four shards
    save_checkpoint(folder(), before.config(), all_tensors(before), 50'000);
    QVERIFY(files().contains("model.safetensors.index.json"));
    QVERIFY(files().size() >= 5);
    for (const QString& name : files())
        QVERIFY2(QFileInfo(QDir(folder_->filePath("model")), name).size() <= 50'000, qPrintable(name));
    const Checkpoint after = Checkpoint::open(folder());
    QCOMPARE(after.names(), before.names());
    for (const std::string& name : before.names())
        QVERIFY2(torch::equal(after.tensor(name), before.tensor(name)), name.c_str());

    save_checkpoint(folder_->filePath("other").toStdString(), after.config(), all_tensors(after));
    QCOMPARE(Checkpoint::open(folder_->filePath("other").toStdString()).hash(),
             after.hash());  // sharding is no content
}

void TestCheckpoint::replaces_an_earlier_save()
{
    const Checkpoint source = golden("qwen3-tied");
    NamedTensors changed = all_tensors(source);
    for (auto& [name, tensor] : changed)
        tensor = tensor + 1;
    const auto expect = [&](const NamedTensors& tensors) {
        const Checkpoint read = Checkpoint::open(folder());
        QVERIFY(torch::equal(read.tensor("model.norm.weight"),
                             std::find_if(tensors.begin(), tensors.end(), [](const auto& item) {
                                 return item.first == "model.norm.weight";
                             })->second));
    };
    save_checkpoint(folder(), source.config(), all_tensors(source));
    save_checkpoint(folder(), source.config(), changed, 40'000);
    QVERIFY(!files().contains("model.safetensors"));
    expect(changed);
    put(folder_->filePath("model/tokenizer.json"), "{}");
    save_checkpoint(folder(), source.config(), all_tensors(source));
    QCOMPARE(files(), QStringList({"config.json", "model.safetensors", "tokenizer.json"}));
    expect(all_tensors(source));
}

void TestCheckpoint::hash_sees_every_change()
{
    const Checkpoint source = golden("qwen3-yarn");
    const std::string hash = source.hash();
    QCOMPARE(QString::fromStdString(hash).size(), 5 + 32);
    QVERIFY(hash.starts_with("xxh3:"));
    QCOMPARE(golden("qwen3-yarn").hash(), hash);

    save_checkpoint(folder(), source.config(), all_tensors(source));
    const std::string saved = Checkpoint::open(folder()).hash();
    NamedTensors tensors = all_tensors(source);
    tensors.back().second = tensors.back().second.clone();
    tensors.back().second.view(-1)[0] += 1;
    save_checkpoint(folder(), source.config(), tensors);
    QVERIFY(Checkpoint::open(folder()).hash() != saved);

    tensors = all_tensors(source);
    std::swap(tensors.front().first, tensors.back().first);
    save_checkpoint(folder(), source.config(), tensors);
    QVERIFY(Checkpoint::open(folder()).hash() != saved);

    ttt::ModelConfig config = source.config();
    config.rms_norm_eps *= 2;
    save_checkpoint(folder(), config, all_tensors(source));
    QVERIFY(Checkpoint::open(folder()).hash() != saved);
}

void TestCheckpoint::names_absent_and_misshapen_tensors()
{
    const Checkpoint checkpoint = golden("qwen3-tied");
    QVERIFY(checkpoint.has("model.norm.weight"));
    QVERIFY(!checkpoint.has("lm_head.weight"));
    EXPECT_ERROR("lacks the tensor 'lm_head.weight'", checkpoint.tensor("lm_head.weight", {200, 32}));
    EXPECT_ERROR("'model.norm.weight' has the shape [32], but the configuration asks for [33]",
                 checkpoint.tensor("model.norm.weight", {33}));
    EXPECT_ERROR("[32, 1]", checkpoint.tensor("model.norm.weight", {32, 1}));

    save_checkpoint(folder(), checkpoint.config(), {{"model.norm.weight", torch::ones({32}, torch::kInt32)}});
    EXPECT_ERROR("'model.norm.weight' is of type I32", Checkpoint::open(folder()).tensor("model.norm.weight", {32}));
}

void TestCheckpoint::refuses_incomplete_directories()
{
    EXPECT_ERROR("does not exist", Checkpoint::open(folder()));
    QVERIFY(QDir(folder_->path()).mkdir("model"));
    EXPECT_ERROR("it has no config.json", Checkpoint::open(folder()));
    put(folder_->filePath("model/config.json"), "{");
    EXPECT_ERROR("config.json' is not JSON", Checkpoint::open(folder()));
    QVERIFY(QFile::remove(folder_->filePath("model/config.json")));
    QVERIFY(QFile::copy(golden_models + "qwen3-tied/config.json", folder_->filePath("model/config.json")));
    EXPECT_ERROR("holds no weights", Checkpoint::open(folder()));
    put(folder_->filePath("model/model.safetensors"), "short");
    EXPECT_ERROR("model.safetensors' is not a valid safetensors file", Checkpoint::open(folder()));
}

void TestCheckpoint::refuses_a_lying_index_data()
{
    QTest::addColumn<QByteArray>("index");
    QTest::addColumn<QString>("part");
    QTest::newRow("no JSON") << QByteArray("{") << "is not JSON";
    QTest::newRow("no map") << QByteArray("{}") << "lacks the field 'weight_map'";
    QTest::newRow("a list") << QByteArray(R"({"weight_map":["a"]})") << "must give the file of every tensor";
    QTest::newRow("a number") << QByteArray(R"({"weight_map":3})") << "must give the file of every tensor";
    QTest::newRow("empty") << QByteArray(R"({"weight_map":{}})") << "at least one tensor";
    QTest::newRow("another folder") << QByteArray(R"({"weight_map":{"a":"../a.safetensors"}})") << "tensor 'a' in";
    QTest::newRow("absolute") << QByteArray(R"({"weight_map":{"a":"/etc/passwd"}})") << "not the name of a file";
    QTest::newRow("parent") << QByteArray(R"({"weight_map":{"a":".."}})") << "not a regular file";
    QTest::newRow("absent shard") << QByteArray(R"({"weight_map":{"a":"gone.safetensors"}})") << "gone.safetensors";
    QTest::newRow("absent tensor") << QByteArray(R"({"weight_map":{"a":"one.safetensors","b":"one.safetensors"}})")
                                   << "'b' is not in the file";
    QTest::newRow("tensor in two shards")
        << QByteArray(R"({"weight_map":{"a":"one.safetensors","c":"two.safetensors"}})") << "'a' stands in more than";
}

void TestCheckpoint::refuses_a_lying_index()
{
    QFETCH(QByteArray, index);
    QFETCH(QString, part);
    QVERIFY(QDir(folder_->path()).mkdir("model"));
    QVERIFY(QFile::copy(golden_models + "qwen3-tied/config.json", folder_->filePath("model/config.json")));
    ttt::write_safetensors(folder() + "/one.safetensors", {{"a", torch::ones({1})}});
    ttt::write_safetensors(folder() + "/two.safetensors", {{"a", torch::ones({1})}, {"c", torch::ones({1})}});
    put(folder_->filePath("model/model.safetensors.index.json"), index);
    EXPECT_ERROR(part, Checkpoint::open(folder()));
}

void TestCheckpoint::refuses_a_place_that_is_a_file()
{
    put(folder_->filePath("model"), "a file");
    EXPECT_ERROR("cannot be made", save_checkpoint(folder(), golden("qwen3-tied").config(), {}));
    EXPECT_ERROR("is no model", Checkpoint::open(folder()));
}

/// A golden model saved with further tensors.
NamedTensors TestCheckpoint::saved_with(const NamedTensors& more, const QString& name) const
{
    const Checkpoint source = golden(name);
    NamedTensors tensors = all_tensors(source);
    tensors.insert(tensors.end(), more.begin(), more.end());
    save_checkpoint(folder(), source.config(), tensors);
    return tensors;
}

/// Each was read without a word once, with wrong numbers.
void TestCheckpoint::refuses_tensors_of_another_function_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* model, const char* tensor, const char* part) {
        QTest::newRow(tensor) << model << tensor << part;
    };
    const char* const biases = "biases that its config.json does not ask for";
    row("qwen3-tied", "model.layers.0.self_attn.q_proj.bias", biases);
    row("llama-plain", "model.layers.1.mlp.down_proj.bias", biases);
    row("qwen3-tied", "model.norm.bias", biases);
    row("qwen3-tied", "lm_head.bias", biases);
    row("qwen3-tied", "model.layers.40.mlp.up_proj.weight", "layers beyond the num_hidden_layers");
    row("llama-plain", "model.layers.0.self_attn.q_norm.weight", "norms of queries and keys");
    row("llama-plain", "model.layers.0.self_attn.k_norm.weight", "the model_type 'llama'");
    row("qwen3-tied", "model.layers.0.pre_feedforward_layernorm.weight", "the model_type 'qwen3'");
    row("qwen3-tied", "model.layers.0.self_attn.q_proj.lora_A.weight", "the model_type 'qwen3'");
    row("qwen3-tied", "model.embed_positions.weight", "the model_type 'qwen3'");
    const char* const codes = "the codes of a quantised checkpoint";
    row("qwen3-tied", "model.layers.0.self_attn.q_proj.weight_scale", codes);
    row("qwen3-tied", "model.layers.0.self_attn.q_proj.weight_scale_inv", codes);
    row("qwen3-tied", "model.layers.0.self_attn.k_scale", codes);
    row("qwen3-tied", "model.layers.0.mlp.up_proj.input_scale", codes);
    row("qwen3-tied", "model.layers.0.mlp.up_proj.qweight", codes);
    row("qwen3-tied", "model.layers.0.mlp.up_proj.SCB", codes);
    row("qwen3-tied", "model.layers.0.mlp.up_proj.weight.absmax", codes);
    row("qwen3-tied", "model.layers.0.mlp.up_proj.weight.quant_state.bitsandbytes__nf4", codes);
    row("qwen3-tied", "lm_head.weight_scale", codes);
}

void TestCheckpoint::refuses_tensors_of_another_function()
{
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    QFETCH(QString, part);
    saved_with({{tensor.toStdString(), torch::ones({2})}}, model);
    EXPECT_ERROR(part, Checkpoint::open(folder()));
    EXPECT_ERROR("'" + tensor + "'", Checkpoint::open(folder()));
}

void TestCheckpoint::tells_tensors_that_are_not_used()
{
    QVERIFY(golden("qwen3-tied").remarks().empty());
    saved_with({{"model.layers.0.self_attn.rotary_emb.inv_freq", torch::ones({8})},
                {"model.rotary_emb.inv_freq", torch::ones({8})}});
    const Checkpoint old = Checkpoint::open(folder());
    QVERIFY(old.remarks().empty());
    QCOMPARE(old.unused().harmless.size(), std::size_t(2));
    QCOMPARE(old.parameter_count(), golden("qwen3-tied").parameter_count());

    saved_with({{"score.weight", torch::ones({2})},
                {"value_head.weight", torch::ones({2})},
                {"model.layers.0.mlp.ttt_conv.weight", torch::ones({2})}});
    const Checkpoint told = Checkpoint::open(folder());
    QCOMPARE(told.remarks().size(), std::size_t(2));
    QVERIFY(QString::fromStdString(told.remarks()[0]).contains("not used: 'model.layers.0.mlp.ttt_conv.weight'."));
    QVERIFY(QString::fromStdString(told.remarks()[1]).contains("not used: 'score.weight', 'value_head.weight'."));
    QCOMPARE(told.parameter_count(), golden("qwen3-tied").parameter_count());
}

void TestCheckpoint::a_tied_head_stands_twice_only_as_itself()
{
    const torch::Tensor embedding = golden("qwen3-tied").tensor("model.embed_tokens.weight");
    saved_with({{"lm_head.weight", embedding}});
    QVERIFY(Checkpoint::open(folder()).remarks().empty());
    QCOMPARE(Checkpoint::open(folder()).parameter_count(), golden("qwen3-tied").parameter_count());
    torch::Tensor other = embedding.clone();
    other.view(-1)[-1] += 1;
    saved_with({{"lm_head.weight", other}});
    EXPECT_ERROR("differs from model.embed_tokens.weight", Checkpoint::open(folder()));
    saved_with({{"lm_head.weight", embedding.to(torch::kFloat64)}});
    EXPECT_ERROR("tie_word_embeddings", Checkpoint::open(folder()));
}

/// Another program writes into the file while a run goes on.
void TestCheckpoint::owns_what_it_computes_with()
{
    saved_with({});
    const Checkpoint checkpoint = Checkpoint::open(folder());
    const ttt::ModelWeights weights = load_weights(checkpoint, torch::kFloat32, torch::kCPU);
    QCOMPARE(weights.hash, checkpoint.hash());
    const torch::Tensor before = weights.embedding.clone();
    QFile file(folder_->filePath("model/model.safetensors"));
    const qint64 size = file.size();
    QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(size / 2));
    QCOMPARE(file.write(QByteArray(static_cast<int>(size - size / 2), '\x11')), size - size / 2);
    QVERIFY(file.flush());
    QVERIFY(weights.hash != checkpoint.hash());
    QVERIFY(file.resize(0));
    QVERIFY(torch::equal(weights.embedding, before));
    QVERIFY(weights.final_norm.isfinite().all().item<bool>());
}

void TestCheckpoint::says_when_a_file_becomes_shorter()
{
    saved_with({});
    const Checkpoint checkpoint = Checkpoint::open(folder());
    QVERIFY(QFile::resize(folder_->filePath("model/model.safetensors"), 4096));
    EXPECT_ERROR("model.safetensors can't be read: it became shorter",
                 load_weights(checkpoint, torch::kFloat32, torch::kCPU));
    EXPECT_ERROR("it became shorter", checkpoint.hash());
}

void TestCheckpoint::removes_what_a_killed_process_left()
{
    saved_with({});
    const qint64 nobody = 2'000'000'000;  // above every limit of the kernel
    const auto left = [&](const QString& name, qint64 process) {
        const QString path = folder_->filePath("model/" + name + ".part-" + QString::number(process) + "-0");
        put(path, "half");
        return path;
    };
    const QString config = left("config.json", nobody), shard = left("model-00001-of-00009.safetensors", nobody),
                  alive = left("model.safetensors", getpid()), other = left("notes.txt", nobody);
    saved_with({});
    QVERIFY(!QFile::exists(config));
    QVERIFY(!QFile::exists(shard));
    QVERIFY(QFile::exists(alive));
    QVERIFY(QFile::exists(other));
}

TTT_TEST(TestCheckpoint)
#include "tst_checkpoint.moc"
