#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/model/tensor_shapes.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

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

private:
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
    auto shapes = slow_tensor_shapes(checkpoint.config());
    for (const auto& shape : ttt_tensor_shapes(checkpoint.config()))
        shapes.push_back(shape);
    std::int64_t count = 0;
    for (const auto& [tensor, shape, role] : shapes)
        count += checkpoint.tensor(tensor, shape).numel();
    QCOMPARE(checkpoint.names().size(), shapes.size());
    QCOMPARE(checkpoint.parameter_count(), count);
    const auto& embedding = checkpoint.tensor("model.embed_tokens.weight");
    QCOMPARE(std::string(c10::toString(embedding.scalar_type())) == "Float", checkpoint.config().dtype == "float32");
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
    EXPECT_ERROR("does not exist", Checkpoint::open(folder()));
}

TTT_TEST(TestCheckpoint)
#include "tst_checkpoint.moc"
