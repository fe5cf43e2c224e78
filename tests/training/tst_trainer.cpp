// The trainer from configuration file to model directory: it learns, resumes exactly, continues other checkpoints.
#include "engine/model/checkpoint.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/training/train_config.h"
#include "engine/training/trainer.h"
#include "tests/support/tensors.h"
#include "tests/support/test_main.h"
#include "tests/support/tiny_model.h"
#include "tests/support/xz.h"

#include <nlohmann/json.hpp>

using namespace ttt;
using nlohmann::json;

class TestTrainer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        std::string text;
        for (int i = 0; i < 40; ++i)
            text += "the cat sat on the mat and the dog ran after the cat<|endoftext|>";
        text += test::babble(2000);
        test::write_text(path("corpus.txt"), text);
        test::write_text(path("corpus.txt.xz"), test::xz_packed(text));
    }

    void learns_and_leaves_a_model()
    {
        std::vector<TrainProgress> reports;
        json config = settings("learned");
        config["validation"] = {"text.txt"};
        QCOMPARE(run(config, [&](const TrainProgress& progress) { reports.push_back(progress); }), TrainEnd::finished);
        std::erase_if(reports, [](const TrainProgress& progress) { return !progress.message.empty(); });
        QVERIFY(reports.back().loss < reports.front().loss - 0.5);
        QVERIFY(reports.back().valid_adapted.has_value());
        const Checkpoint saved = Checkpoint::open(path("learned"));
        QCOMPARE(saved.config().ttt.layers, (std::vector<std::int64_t>{1, 3}));
        QVERIFY(saved.tensor("model.layers.1.mlp.ttt_conv.weight").abs().max().item<double>() > 0);
        QCOMPARE(saved.tensor("model.norm.weight").scalar_type(), torch::kBFloat16);
    }

    void resumes_exactly()
    {
        run(settings("whole"), [](const TrainProgress&) {});
        std::stop_source stop;
        const json half = settings("halves");
        const auto interrupt = [&](const TrainProgress& progress) {
            if (progress.step == 8)
                stop.request_stop();
        };
        QCOMPARE(run(half, interrupt, stop.get_token()), TrainEnd::stopped);
        QCOMPARE(run(half, [](const TrainProgress&) {}), TrainEnd::finished);
        const auto whole = SafetensorsFile::open(path("whole/training/state.safetensors"));
        const auto halves = SafetensorsFile::open(path("halves/training/state.safetensors"));
        QCOMPARE(halves.metadata().at("step"), std::string("16"));
        for (const auto& [name, entry] : whole.entries())
            QVERIFY2(torch::equal(whole.tensor(name), halves.tensor(name)), name.c_str());
    }

    void reads_xz_and_trains_the_plain_twin()
    {
        json config = settings("twin");
        config["corpus"] = {"corpus.txt.xz"};
        config["model"] = json::parse(test::tiny_config(false).json);
        QCOMPARE(run(config, [](const TrainProgress&) {}), TrainEnd::finished);
        QVERIFY(!Checkpoint::open(path("twin")).config().ttt.mode);
        QVERIFY(!Checkpoint::open(path("twin")).has("model.layers.1.mlp.ttt_conv.weight"));
    }

    void continues_a_checkpoint_and_trains_only_ttt()
    {
        json config = settings("continued");
        config["init"] = "plain";
        config["model"] = {{"ttt_mode", true}, {"ttt_layers", {2}}, {"ttt_lr", 0.05}, {"ttt_chunk", 16}};
        config.erase("tokenizer");
        config["trainable"] = "ttt";
        config["projection"] = "random";
        config["save_dtype"] = "f32";
        QCOMPARE(run(config, [](const TrainProgress&) {}), TrainEnd::finished);
        const Checkpoint before = Checkpoint::open(path("plain"));
        const Checkpoint after = Checkpoint::open(path("continued"));
        for (const std::string& name : before.names())
            QVERIFY2(torch::equal(before.tensor(name), after.tensor(name)), name.c_str());
        QVERIFY(after.tensor("model.layers.2.mlp.ttt_conv.weight").abs().max().item<double>() > 0);
    }

    void folded_norms_leave_a_plain_model()
    {
        for (const char* norm : {"input", "both"}) {
            json config = settings(norm);
            config["normalize_embedding"] = norm;
            config["model"]["tie_word_embeddings"] = true;
            config["save_dtype"] = "f32";
            QCOMPARE(run(config, [](const TrainProgress&) {}), TrainEnd::finished);
            const Checkpoint saved = Checkpoint::open(path(norm));
            QCOMPARE(saved.config().tied_embeddings, norm == std::string("both"));
            const auto rms = saved.tensor("model.embed_tokens.weight").square().mean(1).sqrt();
            TTT_VERIFY_BELOW(test::largest_difference(rms, torch::ones_like(rms)), 1e-3);
        }
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("unknown key") << R"({"stepz": 3})"
                                     << "there is no setting \"stepz\"";
        QTest::newRow("wrong type") << R"({"steps": "many"})"
                                    << "\"steps\" cannot be \"many\"";
        QTest::newRow("no corpus") << R"({"corpus": []})"
                                   << "corpus is missing";
        QTest::newRow("device") << R"({"device": "tpu"})"
                                << "device is cpu or cuda, not tpu";
        QTest::newRow("no such file") << R"({"corpus": ["absent.txt"]})"
                                      << "absent.txt";
        QTest::newRow("crooked row") << R"({"length": 70})"
                                     << "not a whole number of chunks";
        QTest::newRow("small vocabulary") << R"({"model": {"vocab_size": 200, "model_type": "qwen3", "hidden_size": 32,
            "intermediate_size": 48, "num_hidden_layers": 1, "num_attention_heads": 2, "num_key_value_heads": 1}})"
                                          << "The tokenizer has 257 tokens";
    }

    void refusals()
    {
        QFETCH(QString, change);
        QFETCH(QString, sentence);
        json config = settings("refused");
        config.update(json::parse(change.toStdString()));
        TTT_VERIFY_SENTENCE(run(config, [](const TrainProgress&) {}), sentence.toUtf8().constData());
    }

private:
    std::string path(const std::string& name) const { return files_.path(name); }

    json settings(const std::string& output) const
    {
        return {{"output", output},
                {"corpus", {"corpus.txt"}},
                {"tokenizer", "model/tokenizer.json"},
                {"rows", 2},
                {"length", 64},
                {"steps", 16},
                {"lr", 0.01},
                {"warmup", 2},
                {"log_every", 4},
                {"validate_every", 8},
                {"validation_length", 64},
                {"save_every", 4},
                {"repeat_fraction", 0.2},
                {"repeat_min", 16},
                {"repeat_max", 32},
                {"model", json::parse(test::tiny_config(true).json)}};
    }

    TrainEnd run(const json& config, const TrainReport& report, std::stop_token stop = {}) const
    {
        const std::string file = path("train.json");
        test::write_text(file, config.dump());
        return train(file, report, std::move(stop));
    }

    test::TinyFiles files_;
};

TTT_TEST(TestTrainer)
#include "tst_trainer.moc"
