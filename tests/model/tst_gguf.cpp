// Models out of GGUF files, against transformers reading the same files; and what of them is refused or told.
#include "engine/model/checkpoint.h"
#include "engine/model/model_tool.h"
#include "engine/model/safetensors.h"
#include "engine/model/transformer.h"
#include "engine/text/tokenizer.h"
#include "engine/text/tokenizer_file.h"

#include "tests/support/error_text.h"
#include "tests/support/gguf_bytes.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

using namespace ttt;
using namespace ttt::test;
using torch::Tensor;

namespace {

constexpr double tolerance = 1e-5;

std::string golden(const std::string& name)
{
    return TTT_TESTS_DIR "/golden/gguf/" + name;
}

Tensor logits(const std::string& model, const Tensor& ids)
{
    const Transformer transformer(load_weights(Checkpoint::open(model), torch::kFloat32, torch::kCPU));
    StreamState stream = transformer.new_stream();
    return transformer.logits(transformer.read(ids.unsqueeze(0), stream))[0];
}

/// One layer of width 4, of zeros.
GgufBytes small(const char* architecture = "llama")
{
    const std::string prefix = std::string(architecture) + ".";
    GgufBytes file;
    file.set("general.architecture", architecture);
    for (const auto& [key, value] : std::vector<std::pair<const char*, std::uint32_t>>{{"block_count", 1},
                                                                                       {"context_length", 64},
                                                                                       {"embedding_length", 4},
                                                                                       {"feed_forward_length", 8},
                                                                                       {"attention.head_count", 2}})
        file.set(prefix + key, value);
    file.set(prefix + "attention.layer_norm_rms_epsilon", 1e-5F);
    file.tensor("token_embd.weight", {4, 16}).tensor("output_norm.weight", {4});
    for (const char* name : {"attn_norm", "ffn_norm"})
        file.tensor("blk.0." + std::string(name) + ".weight", {4});
    for (const char* name : {"attn_q", "attn_k", "attn_v", "attn_output"})
        file.tensor("blk.0." + std::string(name) + ".weight", {4, 4});
    file.tensor("blk.0.ffn_gate.weight", {4, 8}).tensor("blk.0.ffn_up.weight", {4, 8});
    return file.tensor("blk.0.ffn_down.weight", {8, 4});
}

}  // namespace

class TestGguf : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void computes_what_transformers_computes_data() { models(); }
    void computes_what_transformers_computes();
    void an_imported_model_is_the_same_data() { models(); }
    void an_imported_model_is_the_same();
    void knows_its_formats();
    void hash_sees_every_change();
    void says_when_its_file_was_written_into();
    void refuses_what_is_not_computed_data();
    void refuses_what_is_not_computed();
    void tells_what_nobody_reads();
    void tells_what_was_assumed();

private:
    void models()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"llama", "qwen3", "qwen2", "smollm3", "gemma3"})
            QTest::newRow(name) << name;
    }

    std::string put(const GgufBytes& file) { return written(folder_.filePath("x.gguf").toStdString(), file.bytes()); }

    QTemporaryDir folder_;
};

void TestGguf::computes_what_transformers_computes()
{
    QFETCH(QString, name);
    const auto expected = SafetensorsFile::open(golden(name.toStdString() + ".safetensors"));
    TTT_VERIFY_BELOW(
        relative_error(logits(golden(name.toStdString() + ".gguf"), expected.tensor("ids")), expected.tensor("logits")),
        tolerance);
}

void TestGguf::an_imported_model_is_the_same()
{
    QFETCH(QString, name);
    const std::string file = golden(name.toStdString() + ".gguf"), folder = folder_.filePath(name).toStdString();
    import_model(file, folder);
    const Checkpoint from = Checkpoint::open(file), to = Checkpoint::open(folder);
    for (const std::string& tensor : to.names())
        QVERIFY2(to.tensor(tensor).equal(from.tensor(tensor)), tensor.c_str());
    QCOMPARE(to.parameter_count(), from.parameter_count());
    QVERIFY(to.remarks().empty());
    const Tensor ids = SafetensorsFile::open(golden(name.toStdString() + ".safetensors")).tensor("ids");
    QVERIFY(logits(folder, ids).equal(logits(file, ids)));
    if (has_tokenizer(file))
        QCOMPARE(Tokenizer::load(folder).hash(), Tokenizer::load(file).hash());
    EXPECT_ERROR("already holds a model", import_model(file, folder));
    EXPECT_ERROR("only a GGUF file is imported", import_model(folder, folder + "-2"));
}

void TestGguf::knows_its_formats()
{
    const ModelInfo info = model_info(golden("llama.gguf"));
    QVERIFY(info.config.family == Family::llama);
    QCOMPARE(info.formats.at("Q8_0"), 4);
    QCOMPARE(info.formats.at("F32"), 6);
    QCOMPARE(info.token_count, 902);
    QVERIFY(info.config.tied_embeddings);
    QVERIFY(info.remarks.empty());
}

void TestGguf::hash_sees_every_change()
{
    QFile file(QString::fromStdString(golden("llama.gguf")));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray bytes = file.readAll();
    const std::string path = folder_.filePath(QStringLiteral("changed.gguf")).toStdString();
    const auto hash_of = [&] {
        QFile out(QString::fromStdString(path));
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("cannot write");
        out.close();
        return Checkpoint::open(path).hash();
    };
    const std::string before = hash_of();
    QCOMPARE(before, Checkpoint::open(golden("llama.gguf")).hash());
    bytes[bytes.size() - 100] = static_cast<char>(bytes[bytes.size() - 100] ^ 1);
    QVERIFY(hash_of() != before);
}

void TestGguf::says_when_its_file_was_written_into()
{
    const std::string path = put(small());
    const Checkpoint checkpoint = Checkpoint::open(path);
    checkpoint.check_unchanged();
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::Append) && file.write("more") == 4);
    file.close();
    EXPECT_ERROR("was changed while the run read", checkpoint.check_unchanged());
}

void TestGguf::refuses_what_is_not_computed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* name, const GgufBytes& file, const char* part) {
        QTest::newRow(name) << QByteArray::fromStdString(file.bytes()) << QString::fromUtf8(part);
    };
    row("architecture", small("mamba"),
        "'general.architecture' must be one of those that this program computes (llama,");
    row("nothing", GgufBytes(), "general.architecture");
    row("no embedding", GgufBytes().set("general.architecture", "llama"), "llama.embedding_length");
    row("experts", small().set("llama.expert_count", 8U), "mixtures of experts");
    row("scaled", small().set("llama.logit_scale", 0.5F), "'llama.logit_scale' must be 1");
    row("capped", small().set("llama.attn_logit_softcapping", 50.0F), "must be 0");
    row("sees what comes", small().set("llama.attention.causal", false), "must be true");
    row("half of a head rotates", small().set("llama.rope.dimension_count", 1U), "llama.rope.dimension_count");
    row("longrope", small().set("llama.rope.scaling.type", "longrope"), "must be none, linear or yarn");
    row("unknown factors", small().tensor("rope_freqs.weight", {1}), "not those of LLaMA 3");
    row("experts' tensor", small().tensor("blk.0.ffn_gate_exps.weight", {4, 8, 2}), "ffn_gate_exps");
    row("further layer", small().tensor("blk.1.attn_norm.weight", {4}), "layers beyond");
    row("norms of queries", small().tensor("blk.0.attn_q_norm.weight", {2}), "norms of queries and keys");
    row("bias of the head", small().tensor("output.bias", {16}), "lm_head.bias");
    row("sinks", small().tensor("blk.0.attn_sinks.weight", {2}), "attn_sinks");
}

void TestGguf::refuses_what_is_not_computed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, part);
    const std::string path = folder_.filePath("x.gguf").toStdString();
    EXPECT_ERROR(part, Checkpoint::open(written(path, bytes.toStdString())));
}

void TestGguf::tells_what_nobody_reads()
{
    static_cast<void>(load_weights(Checkpoint::open(put(small())), torch::kFloat32, torch::kCPU));
    const Checkpoint checkpoint = Checkpoint::open(put(small().tensor("cls.weight", {4, 2})));
    QCOMPARE(checkpoint.unused().told, std::vector<std::string>{"cls.weight"});
    QVERIFY(checkpoint.remarks().front().find("cls.weight") != std::string::npos);
}

void TestGguf::tells_what_was_assumed()
{
    const auto remarks = [&](const GgufBytes& file) { return Checkpoint::open(put(file)).remarks(); };
    QVERIFY(remarks(small()).empty());
    QCOMPARE(remarks(small().set("tokenizer.ggml.model", "gpt2")).size(), std::size_t{1});
    QVERIFY(remarks(small().set("tokenizer.ggml.model", "gpt2").set("tokenizer.ggml.pre", "gpt-2")).empty());
}

TTT_TEST(TestGguf)
#include "tst_gguf.moc"
