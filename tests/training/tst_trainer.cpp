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

#include <filesystem>
#include <fstream>

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

    void ttt_parameters_may_have_a_rate_of_their_own()
    {
        const auto trained = [&](const char* name, const json& more) {
            json config = settings(name);
            config["lr"] = 0.0;
            config["save_dtype"] = "f32";
            config.update(more);
            run(config, [](const TrainProgress&) {});
            return Checkpoint::open(path(name));
        };
        const Checkpoint still = trained("still", json::object());
        const Checkpoint moved = trained("moved", {{"ttt_parameters_lr", 0.01}});
        for (const std::string& name : still.names())
            QCOMPARE(moved.tensor(name).equal(still.tensor(name)), name.find(".ttt_") == std::string::npos);
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

    void goes_on_only_as_the_training_that_it_was_data()
    {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("refused");  // else told
        const auto row = [](const char* change, const char* words) { QTest::newRow(change) << change << words; };
        row(R"({"rows": 3})", "rows was '2' and is '3'");
        row(R"({"length": 128})", "length was '64' and is '128'");
        row(R"({"seed": 9})", "seed was '0' and is '9'");
        row(R"({"repeat_fraction": 0.5})", "repeat_fraction was '0.2' and is '0.5'");
        row(R"({"repeat_min": 8, "repeat_max": 16})",
            "repeat_max was '32' and is '16', repeat_min was '16' and is '8'");
        row(R"({"trainable": "ttt"})", "trainable was '\"all\"' and is '\"ttt\"'");
        row(R"({"normalize_embedding": "input"})", "normalize_embedding was");
        row(R"({"corpus": ["corpus.txt", "text.txt"]})", "The corpus is another one");
        row(R"({"tokenizer": "other.json"})", "The tokenizer is another one");
        row(R"({"model": {"rope_theta": 5000}})", "The configuration of the model is another one");
        row(R"({"lr": 0.02})", "");
        row(R"({"weight_decay": 0.3})", "");
        row(R"({"steps": 20})", "");
        row(R"({"compute": "bf16"})", "");
        row(R"({"log_every": 1, "save_dtype": "f32"})", "nothing");
    }

    void goes_on_only_as_the_training_that_it_was()
    {
        QFETCH(QString, change);
        QFETCH(QString, refused);
        json tokenizer = json::parse(bytes_of(path("model/tokenizer.json")));
        tokenizer["added_tokens"][0]["special"] = !tokenizer["added_tokens"][0]["special"].get<bool>();
        test::write_text(path("other.json"), tokenizer.dump());
        std::filesystem::remove_all(path("resumed"));
        json config = settings("resumed");
        stop_after(config, 4);
        config.merge_patch(json::parse(change.toStdString()));
        if (!refused.isEmpty() && refused != "nothing") {
            TTT_VERIFY_SENTENCE(run(config, [](const TrainProgress&) {}), refused.toUtf8().constData());
            return;
        }
        QStringList warnings;
        run(config, [&](const TrainProgress& progress) {
            if (progress.is_warning)
                warnings += QString::fromStdString(progress.message);
        });
        QCOMPARE(warnings.join('\n').contains(" was "), refused.isEmpty());
    }

    void a_state_of_an_older_version_goes_on_with_a_word()
    {
        std::filesystem::remove_all(path("older"));
        const json config = settings("older");
        stop_after(config, 4);
        write_state("older", {{"format", "pt"}, {"step", "4"}});
        QStringList warnings;
        QCOMPARE(run(config,
                     [&](const TrainProgress& progress) {
                         if (progress.is_warning)
                             warnings += QString::fromStdString(progress.message);
                     }),
                 TrainEnd::finished);
        QVERIFY2(warnings.value(0).contains("written by an older version"), qPrintable(warnings.join('\n')));
    }

    void damaged_states_are_one_sentence_data()
    {
        QTest::addColumn<QString>("key");
        QTest::addColumn<QString>("value");
        QTest::addColumn<QString>("sentence");
        for (const char* step : {"-5", "3x", "", "1e3", " 4", "99999999999999999999"})
            QTest::newRow(step) << "step" << step << "is damaged: its step is";
        QTest::newRow("no step") << ""
                                 << ""
                                 << "is damaged: its step is ''";
        QTest::newRow("no settings") << "settings"
                                     << "["
                                     << "is not JSON";
        QTest::newRow("a list") << "settings"
                                << "[]"
                                << "is not a JSON object";
        QTest::newRow("nothing in it") << "settings"
                                       << "{}"
                                       << "rows was 'null' and is '2'";
        QTest::newRow("deep") << "settings" << QString(100'000, '[') << "nested more than";
    }

    void damaged_states_are_one_sentence()
    {
        QFETCH(QString, key);
        QFETCH(QString, value);
        QFETCH(QString, sentence);
        std::filesystem::remove_all(path("damaged"));
        const json config = settings("damaged");
        stop_after(config, 4);
        std::map<std::string, std::string> metadata = state_of("damaged").metadata();
        metadata[key.toStdString()] = value.toStdString();
        if (key.isEmpty())
            metadata.erase("step");
        metadata.erase("");
        write_state("damaged", metadata);
        TTT_VERIFY_SENTENCE(run(config, [](const TrainProgress&) {}), sentence.toUtf8().constData());
    }

    void states_with_other_tensors_are_refused()
    {
        std::filesystem::remove_all(path("tensors"));
        const json config = settings("tensors");
        stop_after(config, 4);
        const auto with = [&](const std::function<void(NamedTensors&)>& change) {
            const SafetensorsFile file = state_of("tensors");
            NamedTensors tensors;
            for (const auto& [name, entry] : file.entries())
                tensors.emplace_back(name, file.tensor(name));
            const NamedTensors kept = tensors;
            change(tensors);
            write_safetensors(path("tensors/training/state.safetensors"), tensors, file.metadata());
            TTT_VERIFY_SENTENCE(run(config, [](const TrainProgress&) {}), "belongs to another model");
            write_safetensors(path("tensors/training/state.safetensors"), kept, file.metadata());
        };
        with([](NamedTensors& tensors) { tensors.pop_back(); });
        with([](NamedTensors& tensors) { tensors.emplace_back("more", torch::ones({1})); });
        with([](NamedTensors& tensors) { tensors.back().second = tensors.back().second.to(torch::kInt32); });
        with([](NamedTensors& tensors) { tensors.back().second = torch::ones({3, 5, 7}); });
    }

    /// Killed after step 6 with the state of step 4: what came after is trained, and said, again.
    void every_step_is_logged_once()
    {
        std::filesystem::remove_all(path("logged"));
        json config = settings("logged");
        config["log_every"] = 1;
        stop_after(config, 4);
        std::ofstream(path("logged/training/log.jsonl"), std::ios::app) << "{\"step\":5,\"loss\":1}\n{\"step\":6,\"lo";
        run(config, [](const TrainProgress&) {});
        QCOMPARE(logged_steps("logged"), (std::vector<int>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16}));
        std::vector<TrainProgress> reports;
        QCOMPARE(run(config, [&](const TrainProgress& progress) { reports.push_back(progress); }), TrainEnd::finished);
        QCOMPARE(logged_steps("logged").size(), std::size_t(16));
        for (const TrainProgress& progress : reports)
            QVERIFY(!progress.message.empty());
        QVERIFY(std::any_of(reports.begin(), reports.end(), [](const TrainProgress& progress) {
            return progress.is_warning && progress.message.find("All 16 steps were done") != std::string::npos;
        }));
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
                                     << "there is no setting 'stepz'";
        QTest::newRow("wrong type") << R"({"steps": "many"})"
                                    << "'steps' must be a whole number from 1 to 1000000000, but it is '\"many\"'";
        QTest::newRow("half a row") << R"({"rows": 2.5})"
                                    << "'rows' must be a whole number";
        QTest::newRow("a true row") << R"({"rows": true})"
                                    << "'rows' must be a whole number";
        QTest::newRow("rows beyond sense") << R"({"rows": 1000000000000000})"
                                           << "'rows' must be a whole number";
        QTest::newRow("rows beyond memory") << R"({"rows": 1000000000})"
                                            << "The training needs ";
        QTest::newRow("negative seed") << R"({"seed": -1})"
                                       << "'seed' must be a whole number of at least 0";
        QTest::newRow("negative rate") << R"({"lr": -0.1})"
                                       << "'lr' must be a number of at least 0";
        QTest::newRow("momentum of 1") << R"({"beta1": 1})"
                                       << "'beta1' must be a number from 0 to below 1";
        QTest::newRow("model is a list") << R"({"model": []})"
                                         << "'model' must be an object";
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

    void stop_after(const json& config, std::int64_t steps) const
    {
        json cut = config;
        std::stop_source stop;
        cut["log_every"] = 1;
        const auto interrupt = [&](const TrainProgress& progress) {
            if (progress.step == steps)
                stop.request_stop();
        };
        QCOMPARE(run(cut, interrupt, stop.get_token()), TrainEnd::stopped);
    }

    SafetensorsFile state_of(const std::string& output) const
    {
        return SafetensorsFile::open(path(output + "/training/state.safetensors"));
    }

    /// The same tensors under other metadata.
    void write_state(const std::string& output, const std::map<std::string, std::string>& metadata) const
    {
        const SafetensorsFile file = state_of(output);
        NamedTensors tensors;
        for (const auto& [name, entry] : file.entries())
            tensors.emplace_back(name, file.tensor(name));
        write_safetensors(file.path(), tensors, metadata);
    }

    std::vector<int> logged_steps(const std::string& output) const
    {
        std::vector<int> steps;
        std::ifstream lines(path(output + "/training/log.jsonl"));
        for (std::string line; std::getline(lines, line);)
            steps.push_back(json::parse(line)["step"]);
        return steps;
    }

    static std::string bytes_of(const std::string& file)
    {
        std::ifstream in(file, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
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
