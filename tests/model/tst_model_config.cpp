#include "engine/model/model_config.h"

#include "tests/support/error_text.h"
#include "tests/support/test_main.h"

#include <nlohmann/json.hpp>

#include <QFile>
#include <QtTest>

using ttt::Family;
using ttt::ModelConfig;
using ttt::RopeType;
using ttt::StoredDtype;
using ttt::TargetSource;
using Json = nlohmann::json;
using Integers = std::vector<std::int64_t>;

namespace {

ModelConfig golden(const QString& name)
{
    QFile file(TTT_TESTS_DIR "/golden/models/" + name + "/config.json");
    if (!file.open(QIODevice::ReadOnly))
        qFatal("no golden config");
    return ttt::parse_model_config(file.readAll().toStdString(), "config.json");
}

Json base(const char* family = "qwen3")
{
    return {{"model_type", family},         {"vocab_size", 100},      {"hidden_size", 32},
            {"intermediate_size", 48},      {"num_hidden_layers", 4}, {"num_attention_heads", 4},
            {"num_key_value_heads", 2},     {"head_dim", 8},          {"rms_norm_eps", 1e-5},
            {"max_position_embeddings", 64}};
}

ModelConfig with(Json changes, const char* family = "qwen3")
{
    Json json = base(family);
    json.update(changes);
    return ttt::parse_model_config(json.dump(), "config.json");
}

/// All fields but the text and the notes, which say how they were read.
ModelConfig content(ModelConfig config)
{
    config.json.clear();
    config.notes.clear();
    return config;
}

}  // namespace

class TestModelConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void reads_qwen3();
    void reads_llama();
    void reads_other_families();
    void takes_what_families_take_for_granted();
    void reads_rope_of_both_generations();
    void reads_rope_beside_an_empty_spelling();
    void reads_windows();
    void reads_ttt();
    void takes_official_ttt_defaults();
    void drops_layers_that_the_model_lacks_and_says_so();
    void refuses_impossible_values_data();
    void refuses_impossible_values();
    void refuses_bad_json();
    void writing_and_reading_agree_data();
    void writing_and_reading_agree();
    void unknown_fields_survive();
    void untouched_parts_stay_as_they_were();
    void plain_twin_has_no_ttt_fields();
    void refuses_two_windows();
};

void TestModelConfig::reads_qwen3()
{
    const ModelConfig config = golden("qwen3-tied");
    QCOMPARE(config.family, Family::qwen3);
    QCOMPARE(config.vocab_size, 200);
    QCOMPARE(config.hidden_size, 32);
    QCOMPARE(config.intermediate_size, 64);
    QCOMPARE(config.layer_count, 2);
    QCOMPARE(config.head_count, 4);
    QCOMPARE(config.kv_head_count, 2);
    QCOMPARE(config.head_dim, 16);
    QCOMPARE(config.rope_theta, 1e6);
    QVERIFY(config.tied_embeddings && config.qk_norm && !config.attention_bias && !config.mlp_bias);
    QCOMPARE(config.windows, Integers({0, 0}));
    QCOMPARE(golden("qwen3-yarn").dtype, StoredDtype::bfloat16);
    QCOMPARE(with(Json{{"head_dim", nullptr}}).head_dim, 128);
}

void TestModelConfig::reads_llama()
{
    const ModelConfig config = golden("llama-llama3");
    QVERIFY(!config.qk_norm && config.attention_bias && config.mlp_bias && config.tied_embeddings);
    QCOMPARE(config.dtype, StoredDtype::float16);  // torch_dtype
    QCOMPARE(with({{"head_dim", nullptr}, {"num_key_value_heads", nullptr}}, "llama").head_dim, 8);
    QCOMPARE(with(Json{{"num_key_value_heads", nullptr}}, "llama").kv_head_count, 4);
}

void TestModelConfig::reads_other_families()
{
    const ModelConfig qwen2 = golden("qwen2");
    QVERIFY(qwen2.attention_bias && !qwen2.output_bias && !qwen2.qk_norm);
    QCOMPARE(qwen2.windows, Integers({0, 0, 7}));
    QCOMPARE(golden("mistral").windows, Integers({9, 9}));
    QCOMPARE(golden("smollm3").unrotated, Integers({1, 3}));
    for (const char* name : {"gemma3", "gemma3-old"}) {
        const ModelConfig gemma = golden(name);
        QVERIFY(gemma.four_norms && gemma.norms_from_one && gemma.scaled_embedding && gemma.qk_norm);
        QCOMPARE(gemma.activation, ttt::Activation::gelu_tanh);
        QCOMPARE(gemma.attention_width, 24.0);
        QCOMPARE(gemma.rope_theta, 1e6);
        QCOMPARE(gemma.local_rope_theta, 1e4);
        QCOMPARE(gemma.windows, Integers({5, 5, 0, 5}));
        QCOMPARE(gemma.local_layers, Integers({0, 1, 3}));
    }
    QCOMPARE(golden("gemma3").rope.factor, 8.0);
    QCOMPARE(golden("gemma3-old").rope.type, ttt::RopeType::plain);
}

/// What transformers takes where config.json is silent.
void TestModelConfig::takes_what_families_take_for_granted()
{
    const Json silent{{"rope_theta", nullptr}, {"head_dim", nullptr}};
    QCOMPARE(with(Json::object(), "mistral").windows, Integers({4096, 4096, 4096, 4096}));
    Json none = base("mistral");
    none["sliding_window"] = nullptr;
    QCOMPARE(ttt::parse_model_config(none.dump(), "c").windows, Integers({0, 0, 0, 0}));
    QCOMPARE(with(silent, "smollm3").rope_theta, 2e6);
    QCOMPARE(with(silent, "smollm3").unrotated, Integers({3}));
    QCOMPARE(with(Json{{"no_rope_layer_interval", 2}}, "smollm3").unrotated, Integers({1, 3}));
    QVERIFY(with(silent, "smollm3").tied_embeddings && !with(silent, "qwen2").tied_embeddings);
    QVERIFY(with({{"attention_bias", true}}, "llama").output_bias);
    const ModelConfig gemma =
        with({{"num_hidden_layers", 7}, {"rope_theta", nullptr}, {"head_dim", nullptr}}, "gemma3_text");
    QCOMPARE(gemma.windows, Integers({4096, 4096, 4096, 4096, 4096, 0, 4096}));
    QCOMPARE(gemma.head_dim, 256);
    QCOMPARE(gemma.attention_width, 256.0);
    QCOMPARE(gemma.rope_theta, 1e6);
    QCOMPARE(gemma.local_rope_theta, 1e4);
    QVERIFY(gemma.tied_embeddings);
}

void TestModelConfig::reads_rope_of_both_generations()
{
    const ttt::RopeScaling llama3 = golden("llama-llama3").rope;  // rope_scaling
    QCOMPARE(llama3.type, RopeType::llama3);
    QCOMPARE(llama3.factor, 8.0);
    QCOMPARE(llama3.high_freq_factor, 4.0);
    QCOMPARE(llama3.original_max_position, 32);
    QCOMPARE(golden("llama-llama3").rope_theta, 5e5);

    const ttt::RopeScaling yarn = golden("qwen3-yarn").rope;  // rope_parameters
    QCOMPARE(yarn.type, RopeType::yarn);
    QCOMPARE(yarn.factor, 4.0);
    QCOMPARE(yarn.original_max_position, 16);
    QVERIFY(yarn.truncate && !yarn.attention_factor);

    const Json old_name{{"rope_scaling", {{"type", "linear"}, {"factor", 2}}}};
    QCOMPARE(with(old_name).rope.type, RopeType::linear);
    const Json no_factor{{"rope_scaling", {{"rope_type", "yarn"}, {"original_max_position_embeddings", 16}}}};
    QCOMPARE(with(no_factor).rope.factor, 4.0);
    const Json no_length{{"rope_scaling", {{"rope_type", "yarn"}, {"factor", 4}, {"attention_factor", 1.5}}}};
    QCOMPARE(with(no_length).rope.original_max_position, 64);
    QCOMPARE(with(no_length).rope.attention_factor.value(), 1.5);
}

/// An empty spelling beside the other one says nothing, and neither do two that agree say more than one.
void TestModelConfig::reads_rope_beside_an_empty_spelling()
{
    const Json yarn{{"rope_type", "yarn"}, {"factor", 4}, {"rope_theta", 5e5}};
    const auto read = [](const Json& old, const Json& current) {
        return with({{"rope_theta", nullptr}, {"rope_scaling", old}, {"rope_parameters", current}});
    };
    const Json nulls{{"rope_type", nullptr}, {"factor", nullptr}};
    for (const Json& nothing : {Json(), Json::object(), nulls}) {
        QCOMPARE(read(nothing, yarn).rope_theta, 5e5);
        QCOMPARE(read(nothing, yarn).rope.type, RopeType::yarn);
        QCOMPARE(read(yarn, nothing).rope_theta, 5e5);
        QCOMPARE(read(yarn, nothing).rope.factor, 4.0);
        QCOMPARE(read(nothing, nothing).rope_theta, 1e4);
    }
    QCOMPARE(read(yarn, yarn).rope_theta, 5e5);
    const Json without_theta{{"rope_type", "yarn"}, {"factor", 4}};
    QCOMPARE(read(without_theta, yarn).rope_theta, 5e5);
    QCOMPARE(read(yarn, without_theta).rope_theta, 5e5);
    const Json outside{
        {"rope_theta", 7e5}, {"rope_scaling", Json::object()}, {"rope_parameters", {{"type", "default"}}}};
    QCOMPARE(with(outside).rope_theta, 7e5);
}

void TestModelConfig::reads_windows()
{
    QCOMPARE(golden("qwen3-window").windows, Integers({0, 7, 7}));  // max_window_layers
    QCOMPARE(golden("llama-window").windows, Integers({9, 0, 9}));  // layer_types
    QCOMPARE(with(Json{{"sliding_window", 5}}).windows, Integers({0, 0, 0, 0}));
    const Json off{{"use_sliding_window", false}, {"sliding_window", 5}, {"max_window_layers", 0}};
    QCOMPARE(with(off).windows, Integers({0, 0, 0, 0}));
    QCOMPARE(with(Json{{"sliding_window", 5}}, "llama").windows, Integers({0, 0, 0, 0}));
}

void TestModelConfig::reads_ttt()
{
    const ttt::TttConfig ttt = golden("ttt-decay").ttt;
    QVERIFY(ttt.mode && ttt.proj && ttt.decay);
    QCOMPARE(ttt.layers, Integers({0, 2}));
    QCOMPARE(ttt.lr, std::vector<double>({0.03, 0.01}));
    QCOMPARE(ttt.chunk, 16);
    QCOMPARE(ttt.target, TargetSource::input_embed);
    QVERIFY(!golden("ttt-no-proj").ttt.proj);
    QVERIFY(!golden("qwen3-tied").ttt.mode);

    const ttt::TttConfig ours = with({{"ttt_mode", true},
                                      {"ttt_layers", {3, 1}},
                                      {"ttt_lr_per_layer", {0.3, 0.1}},
                                      {"ttt_relative_cap", 0.5},
                                      {"ttt_clip", 1e-5},
                                      {"ttt_centre_keys", true},
                                      {"ttt_twin", "../twin"}})
                                    .ttt;
    QCOMPARE(ours.layers, Integers({1, 3}));
    QCOMPARE(ours.lr, std::vector<double>({0.1, 0.3}));  // goes with its layer
    QCOMPARE(ours.relative_cap, 0.5);
    QCOMPARE(ours.clip, 1e-5);
    QVERIFY(ours.centre_keys);
    QCOMPARE(ours.twin, std::string("../twin"));
}

void TestModelConfig::takes_official_ttt_defaults()
{
    const ttt::TttConfig ttt = with({{"ttt_mode", true}, {"num_hidden_layers", 36}}).ttt;
    QCOMPARE(ttt.layers, Integers({0, 6, 12, 18, 24, 30}));
    QCOMPARE(ttt.lr, std::vector<double>({0.3}));
    QCOMPARE(ttt.chunk, 8192);
    QCOMPARE(ttt.target, TargetSource::hidden_states);
    QVERIFY(ttt.proj && !ttt.decay && !ttt.centre_keys);
    QVERIFY(ttt.relative_cap == 0 && ttt.clip == 0);
}

void TestModelConfig::drops_layers_that_the_model_lacks_and_says_so()
{
    const ModelConfig config =
        with({{"ttt_mode", true}, {"ttt_layers", {0, 3, 4}}, {"ttt_lr_per_layer", {0.1, 0.2, 0.3}}});
    QCOMPARE(config.ttt.layers, Integers({0, 3}));
    QCOMPARE(config.ttt.lr, std::vector<double>({0.1, 0.2}));
    QCOMPARE(config.notes.size(), std::size_t(1));
    QCOMPARE(config.notes[0], std::string("Fast layer 4 was dropped: the model has layers 0 to 3."));
    QVERIFY(with({{"ttt_mode", true}, {"ttt_layers", {0, 3}}}).notes.empty());
}

void TestModelConfig::refuses_impossible_values_data()
{
    QTest::addColumn<QByteArray>("changes");
    QTest::addColumn<QString>("part");
    const auto row = [](const char* changes, const char* part) {
        QTest::newRow(changes) << QByteArray(changes) << part;
    };
    row(R"({"model_type":"gpt2"})",
        "'model_type' must be llama, mistral, qwen2, qwen3, smollm3 or gemma3_text, the families");
    row(R"({"model_type":"gemma3_text","hidden_act":"silu","final_logit_softcapping":30})",
        "soft caps are not computed");
    row(R"({"model_type":"gemma3_text","use_bidirectional_attention":true})", "'use_bidirectional_attention' must be");
    row(R"({"model_type":"gemma3_text","rope_parameters":{"sliding_attention":{"rope_type":"linear","factor":2}}})",
        "must be default for layers with a window");
    row(R"({"model_type":"gemma3_text","rope_scaling":{"rope_type":"linear","factor":2},
            "rope_parameters":{"full_attention":{"rope_type":"default"}}})",
        "must say the same as full_attention");
    row(R"({"model_type":"smollm3","no_rope_layers":[1,0]})", "'no_rope_layers' must name 4 layers");
    row(R"({"model_type":null})", "lacks the field 'model_type'");
    row(R"({"hidden_act":"gelu"})", "'hidden_act' must be 'silu' or 'gelu_pytorch_tanh'");
    row(R"({"vocab_size":null})", "lacks the field 'vocab_size'");
    row(R"({"vocab_size":0})", "'vocab_size' must be a whole number from 1");
    row(R"({"hidden_size":"32"})", "but it is '\"32\"'");
    row(R"({"hidden_size":32.5})", "but it is '32.5'");
    row(R"({"hidden_size":18446744073709551615})", "'hidden_size' must be");
    row(R"({"intermediate_size":-1})", "but it is '-1'");
    row(R"({"num_hidden_layers":100000})", "from 1 to 4096, but it is '100000'");
    row(R"({"num_attention_heads":0})", "'num_attention_heads' must be");
    row(R"({"num_key_value_heads":3})", "'num_key_value_heads' must divide num_attention_heads = 4");
    row(R"({"head_dim":7})", "'head_dim' must give heads of an even width");
    row(R"({"model_type":"llama","head_dim":null,"hidden_size":33})", "must divide hidden_size = 33");
    row(R"({"rms_norm_eps":0})", "'rms_norm_eps' must be a number above 0");
    row(R"({"initializer_range":-0.1})", "'initializer_range' must be a number of at least 0");
    row(R"({"tie_word_embeddings":1})", "'tie_word_embeddings' must be true or false");
    row(R"({"dtype":"float8"})", "'dtype' must be 'float32', 'bfloat16' or 'float16'");
    row(R"({"torch_dtype":"int8"})", "'torch_dtype' must be");
    row(R"({"max_position_embeddings":0})", "'max_position_embeddings' must be");
    row(R"({"rope_theta":1})", "'rope_theta' must be above 1");
    row(R"({"rope_scaling":3})", "'rope_scaling' must be a JSON object");
    row(R"({"rope_scaling":{"rope_type":"longrope"}})", "'rope_type' must be default, linear, llama3 or yarn");
    row(R"({"rope_scaling":{"type":"dynamic","factor":2}})", "'type' must be default");
    row(R"({"rope_scaling":{"rope_type":"linear"}})", "lacks the field 'factor'");
    row(R"({"rope_scaling":{"rope_type":"linear","factor":0}})", "'factor' must be a number above 0");
    row(R"({"rope_scaling":{"rope_type":"llama3","factor":8,"low_freq_factor":4,"high_freq_factor":4}})",
        "'high_freq_factor' must be above low_freq_factor");
    row(R"({"rope_scaling":{"rope_type":"yarn","factor":2,"beta_fast":0.5}})", "must keep beta_fast above beta_slow");
    row(R"({"rope_parameters":{"full_attention":{}}})", "'rope_parameters' must be the same for all layers");
    row(R"({"rope_parameters":{"partial_rotary_factor":0.5}})", "'partial_rotary_factor' must be 1");
    row(R"({"rope_scaling":{"rope_type":"yarn","type":"linear","factor":2}})", "'type' must agree with rope_type");
    row(R"({"rope_scaling":{"factor":8}})", "'factor' must be 1 where rope_type is default or absent");
    row(R"({"rope_scaling":{"type":null,"low_freq_factor":1}})", "'low_freq_factor' must not stand where");
    row(R"({"rope_theta":10000,"rope_parameters":{"rope_theta":500000}})",
        "'rope_theta' must agree with the one outside of rope_parameters");
    row(R"({"rope_scaling":{"rope_theta":10000},"rope_parameters":{"rope_theta":500000}})",
        "'rope_scaling' must say the same as rope_parameters");
    row(R"({"rope_scaling":{"rope_type":"default"},"rope_parameters":{"rope_type":"linear","factor":2}})",
        "'rope_scaling' must say the same as rope_parameters");
    row(R"({"original_max_position_embeddings":32,"rope_scaling":{"rope_type":"yarn","factor":2,
            "original_max_position_embeddings":16}})",
        "'original_max_position_embeddings' must agree with the one outside of it, 32");
    row(R"({"quantization_config":{"quant_method":"gptq","bits":4}})", "is quantised ('\"gptq\"')");
    row(R"({"quantization_config":{"load_in_8bit":true}})", "is quantised");
    row(R"({"compression_config":{"format":"int-quantized"}})", "is quantised");
    row(R"({"layer_types":["full_attention"]})", "'layer_types' must name 4 layers");
    row(R"({"layer_types":["full_attention","full_attention","full_attention","linear_attention"]})",
        "'layer_types' must hold full_attention and sliding_attention only");
    row(R"({"layer_types":["full_attention","full_attention","full_attention","sliding_attention"]})",
        "lacks the field 'sliding_window'");
    row(R"({"layer_types":["full_attention","full_attention","full_attention","sliding_attention"],
            "sliding_window":4,"use_sliding_window":false})",
        "'use_sliding_window' must be true");
    row(R"({"use_sliding_window":true,"sliding_window":0})", "'sliding_window' must be");
    row(R"({"ttt_mode":"yes"})", "'ttt_mode' must be true or false");
    row(R"({"ttt_mode":true,"ttt_layers":[0,"1"]})", "'ttt_layers' must be a list of whole numbers");
    row(R"({"ttt_mode":true,"ttt_layers":[-1]})", "'ttt_layers' must hold numbers of at least 0");
    row(R"({"ttt_mode":true,"ttt_layers":[1,1]})", "'ttt_layers' must not name a layer twice");
    row(R"({"ttt_mode":true,"ttt_lr":-1})", "'ttt_lr' must be a number of at least 0");
    row(R"({"ttt_mode":true,"ttt_layers":[1],"ttt_lr_per_layer":[1,2]})", "one number per entry of ttt_layers");
    row(R"({"ttt_mode":true,"ttt_chunk":0})", "'ttt_chunk' must be a whole number from 1");
    row(R"({"ttt_mode":true,"ttt_target":"freeze"})", "'ttt_target' must be hidden_states or input_embed");
    row(R"({"ttt_mode":true,"ttt_clip":-1})", "'ttt_clip' must be");
    row(R"({"ttt_mode":true,"ttt_relative_cap":"0.5"})", "'ttt_relative_cap' must be a number");
    row(R"({"ttt_twin":"/etc"})", "'ttt_twin' must be a directory relative to the file");
}

void TestModelConfig::refuses_impossible_values()
{
    QFETCH(QByteArray, changes);
    QFETCH(QString, part);
    EXPECT_ERROR(part, with(Json::parse(changes.toStdString())));
    EXPECT_ERROR("config.json", with(Json::parse(changes.toStdString())));
}

void TestModelConfig::refuses_bad_json()
{
    EXPECT_ERROR("'here.json' is not JSON from byte 5 on", ttt::parse_model_config("{\"a\"", "here.json"));
    EXPECT_ERROR("is not JSON", ttt::parse_model_config("", "here.json"));
    EXPECT_ERROR("does not hold a JSON object", ttt::parse_model_config("[1]", "here.json"));
}

void TestModelConfig::writing_and_reading_agree_data()
{
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"qwen3-tied", "qwen3-window", "qwen3-yarn", "llama-plain", "llama-llama3", "llama-window", "ttt-hidden",
          "ttt-decay", "ttt-no-proj", "qwen2", "mistral", "smollm3", "gemma3", "gemma3-old"})
        QTest::newRow(name) << name;
}

void TestModelConfig::writing_and_reading_agree()
{
    QFETCH(QString, name);
    const ModelConfig config = golden(name);
    QVERIFY(content(ttt::parse_model_config(to_json(config), "again")) == content(config));

    ModelConfig fresh = content(config);  // nothing of the file's text to lean on
    fresh.ttt.relative_cap = fresh.ttt.mode ? 0.25 : 0;
    fresh.ttt.clip = fresh.ttt.mode ? 0.5 : 0;
    fresh.ttt.centre_keys = fresh.ttt.mode;
    fresh.ttt.twin = "../twin";
    fresh.initializer_range = 0.1;
    if (fresh.rope.type == RopeType::yarn) {
        fresh.rope.attention_factor = 1.25;
        fresh.rope.truncate = false;
    }
    QVERIFY(content(ttt::parse_model_config(to_json(fresh), "again")) == fresh);
}

void TestModelConfig::unknown_fields_survive()
{
    ModelConfig config = with({{"made_by", "someone"}, {"eos_token_id", {1, 2}}});
    config.vocab_size = 101;
    const Json written = Json::parse(to_json(config));
    QCOMPARE(written["made_by"].get<std::string>(), std::string("someone"));
    QCOMPARE(written["eos_token_id"].dump(), std::string("[1,2]"));
    QCOMPARE(written["vocab_size"].get<int>(), 101);
}

void TestModelConfig::untouched_parts_stay_as_they_were()
{
    const Json written = Json::parse(to_json(golden("qwen3-window")));
    QVERIFY(!written.contains("layer_types") && !written.contains("rope_parameters"));
    QCOMPARE(written["max_window_layers"].get<int>(), 1);

    ModelConfig changed = golden("qwen3-window");
    changed.windows = {7, 0, 7};
    const ModelConfig read = ttt::parse_model_config(to_json(changed), "again");
    QCOMPARE(read.windows, changed.windows);
}

void TestModelConfig::plain_twin_has_no_ttt_fields()
{
    ModelConfig config = golden("ttt-decay");
    config.ttt = {};
    const Json written = Json::parse(to_json(config));
    for (const auto& [key, value] : written.items())
        QVERIFY2(!key.starts_with("ttt_"), key.c_str());
}

void TestModelConfig::refuses_two_windows()
{
    ModelConfig config = golden("qwen3-window");
    config.windows = {4, 0, 8};
    EXPECT_ERROR("4 and 8", to_json(config));
}

TTT_TEST(TestModelConfig)
#include "tst_model_config.moc"
