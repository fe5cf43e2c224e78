#include "engine/evaluation/recall.h"
#include "engine/records/error.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"

#include <cmath>
#include <memory>

using namespace ttt;
using namespace ttt::test;

namespace {

/// A model without attention whose only fast layer, the last, associates the current token with the next one by hand:
/// one-hot embeddings, keys that are one-hot in the token, a head that reads the embedding back.
void write_copying_model(const std::string& directory)
{
    const std::string text = R"({"model_type": "qwen3", "vocab_size": 260, "hidden_size": 260, "intermediate_size": 260,
        "num_hidden_layers": 1, "num_attention_heads": 1, "num_key_value_heads": 1, "head_dim": 4, "rms_norm_eps": 1e-6,
        "rope_theta": 10000, "tie_word_embeddings": true, "hidden_act": "silu", "max_position_embeddings": 512,
        "torch_dtype": "float32", "ttt_mode": true, "ttt_layers": [0], "ttt_lr": 1.0, "ttt_chunk": 8,
        "ttt_target": "input_embed"})";
    const ModelConfig config = parse_model_config(text, "config.json");
    write_model(directory, config, 1, [](const std::string& name, torch::Tensor& tensor) {
        if (name.ends_with("embed_tokens.weight") || name.ends_with("gate_proj.weight") ||
            name.ends_with("up_proj.weight"))
            tensor.copy_(torch::eye(260));
        else if (name.ends_with("o_proj.weight") || name.ends_with("down_proj.weight"))
            tensor.zero_();
        else if (name.ends_with("ttt_conv.weight"))
            tensor.select(2, 3).fill_(1.0);
    });
}

}  // namespace

class TestRecall : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<TinyFiles> files_;

private Q_SLOTS:
    void initTestCase()
    {
        files_ = std::make_unique<TinyFiles>();
        write_copying_model(files_->path("copying"));
    }

    void a_model_that_writes_pairs_recalls_them()
    {
        RecallConfig config;
        config.model = files_->path("copying");
        config.spans = {12, 20};
        config.repeats = 3;
        const auto lines = recall(config);
        QCOMPARE(lines.size(), 2U);
        QCOMPARE(lines[1].span, 20);
        QCOMPARE(lines[1].tokens, 3 * 19);
        for (const SpanRecall& line : lines) {
            // One pair in eight lies across a chunk border and is never written.
            QVERIFY2(line.adapted.hits > 0.75 && line.adapted.hits < 1.0,
                     qPrintable(QString::number(line.adapted.hits)));
            QVERIFY(line.frozen.hits < 0.1);
            QVERIFY(line.adapted.nll < line.frozen.nll);
            QVERIFY(!line.twin);
        }
    }

    void the_twin_is_measured_on_the_same_documents()
    {
        RecallConfig config;
        config.model = files_->path("model");
        config.twin = files_->path("plain");
        config.spans = {40};
        config.repeats = 2;
        const auto first = recall(config);
        QVERIFY(first[0].twin.has_value());
        QVERIFY(first[0].twin->nll > 0 && std::isfinite(first[0].twin->nll));
        const auto again = recall(config);
        QCOMPARE(again[0].twin->nll, first[0].twin->nll);
        QCOMPARE(again[0].adapted.nll, first[0].adapted.nll);
        config.seed = 1;
        QVERIFY(recall(config)[0].twin->nll != first[0].twin->nll);
    }

    void progress_counts_documents()
    {
        RecallConfig config;
        config.model = files_->path("model");
        config.spans = {4, 6};
        config.repeats = 2;
        std::vector<std::int64_t> done;
        recall(config, [&](std::int64_t count, std::int64_t all) {
            done.push_back(count);
            QCOMPARE(all, 4);
        });
        QCOMPARE(done, (std::vector<std::int64_t>{1, 2, 3, 4}));
    }

    void wrong_numbers_get_a_sentence()
    {
        RecallConfig config;
        config.model = files_->path("model");
        config.spans = {1};
        TTT_VERIFY_SENTENCE(recall(config), "A span to recall must have at least 2 tokens, not 1.");
        config.spans = {8};
        config.repeats = 0;
        TTT_VERIFY_SENTENCE(recall(config), "at least one document per span, not 0.");
    }
};

TTT_TEST(TestRecall)
#include "tst_recall.moc"
