// The table of settings: texts there and back, what no method and no model lets through, and the words for it.
#include "engine/records/settings/differences.h"
#include "engine/records/settings/method_sense.h"
#include "engine/records/settings/problems.h"
#include "engine/records/settings/resolve.h"
#include "engine/records/settings/setting_text.h"
#include "engine/records/settings/setting_words.h"
#include "tests/support/test_main.h"

#include <QTest>

#include <cmath>
#include <set>

using namespace ttt;

namespace {

ModelFacts books()
{
    return {.name = "books",
            .layers = 6,
            .width = 64,
            .window = 32,
            .has_trained_target = true,
            .fast_layers = {1, 3},
            .chunk = 48,
            .inner_lr = {0.25},
            .decay = {0.5, 0.75},
            .relative_cap = 1};
}

RunConfig of(std::string_view method)
{
    RunConfig config;
    config.method = method;
    return config;
}

const Setting& setting(const char* key, std::string_view method = "in-place")
{
    return *find_setting(key, method);
}

/// A text that the setting takes and that is not its default.
std::string some_text(const Setting& setting)
{
    if (setting.is_several)
        return "q,head";
    if (!setting.choices.empty())
        return std::string(setting.choices.back().value == typed_text(setting, {}) ? setting.choices.front().value
                                                                                   : setting.choices.back().value);
    if (std::holds_alternative<bool RunConfig::*>(setting.member))
        return "no";
    if (std::holds_alternative<std::optional<bool> RunConfig::*>(setting.member))
        return "yes";
    return setting.range.most <= 1 ? "0.5" : "3";
}

std::string problem(const char* key, const char* text, std::string_view method = "in-place")
{
    RunConfig config = of(method);
    return set_text(setting(key, method), config, text);
}

/// A net that every method for images can adapt, but for those that fill in.
ModelFacts net_for(const MethodInfo& method)
{
    return {.name = "net",
            .kind = RunKind::images,
            .layers = 9,
            .classes = 10,
            .batch_norm = true,
            .rotations = true,
            .filling_in = method.filling_in};
}

std::string first(const RunConfig& config)
{
    const ModelFacts facts = kind_of(config) == RunKind::images ? net_for(*find_method(config.method)) : books();
    return first_problem(config, {.model = &facts});
}

std::string first(const RunConfig& config, const ModelFacts& facts, std::int64_t tokens = 0)
{
    return first_problem(config, {.model = &facts, .tokens = tokens});
}

}  // namespace

class SettingsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rows_say_everything();
    void a_key_stands_once_in_a_method();
    void texts_there_and_back();
    void texts_that_are_no_value();
    void empty_text_is_the_default();
    void what_a_method_lacks_is_refused();
    void only_what_a_method_has_is_taken();
    void resolving_leaves_nothing_open();
    void methods_for_images_fit_the_net();
    void a_stock_model_has_one_problem();
    void short_documents();
    void words_of_a_rule();
    void chosen_settings_are_remembered();
    void runs_are_told_apart();
    void empty_fields_say_what_they_stand_for();
    void an_unknown_method_is_the_only_problem();
    void methods_that_make_sense();
};

void SettingsTest::methods_that_make_sense()
{
    const auto told = [](const ModelFacts& model) {
        std::string words;
        for (const MethodSense& sense : methods_for(model))
            words += sense.makes_sense ? "+" : "-";
        return words + " " + std::string(first_method(model).key);
    };
    QCOMPARE(told(books()), std::string("++++ in-place"));
    QCOMPARE(told({.name = "stock", .layers = 6}), std::string("-++- dynamic-evaluation"));
    QVERIFY2(methods_for(books()).front().why.find("2 layers are fast; a first rate is η ") != std::string::npos,
             methods_for(books()).front().why.c_str());
    for (const MethodSense& sense : methods_for(books())) {
        RunConfig asked;
        asked.method = sense.method->key;
        const RunConfig full = resolved(asked, books());
        QCOMPARE(sense.first_rates.size(),
                 std::size_t{sense.method->fast_weights} + std::size_t{sense.method->gradients});
        for (const auto& [setting, rate] : sense.first_rates)
            QCOMPARE(rate, setting->key == "lr" ? *full.lr : full.inner_lr.front());
    }
    QVERIFY(methods_for({.name = "stock", .layers = 6}).front().first_rates.empty());
    QVERIFY(methods_for({.name = "stock", .layers = 6}).front().why.starts_with("no TTT parameters were trained"));
}

void SettingsTest::rows_say_everything()
{
    for (const Setting& row : settings()) {
        const std::string name(row.key);
        QVERIFY2(row.help.size() > 10 && row.help.ends_with('.'), name.c_str());
        if (!text_of(row, {}).empty())  // the default is said once as a value and once in words
            QCOMPARE(value_words(row, {}), std::string(row.empty));
        QVERIFY2(!row.label.empty() && !row.noun.empty() && !row.empty.empty(), name.c_str());
        QVERIFY2(!is_first(row) || std::string(row.key.data()) == name, "keys end where visit_fields() thinks");
    }
}

void SettingsTest::a_key_stands_once_in_a_method()
{
    std::set<std::string_view> names;
    for (const Setting& row : settings())
        QVERIFY2(names.insert(row.name.empty() ? row.key : row.name).second, row.key.data());
    for (const MethodInfo& method : known_methods) {
        std::set<std::string_view> keys;
        for (const Setting& row : settings())
            QVERIFY2(!belongs(row, method) || keys.insert(row.key).second, row.key.data());
    }
}

void SettingsTest::texts_there_and_back()
{
    for (const Setting& row : settings()) {
        RunConfig config, again;
        const std::string text = some_text(row);
        QCOMPARE(set_text(row, config, text), std::string());
        QVERIFY2(!is_default(row, config), row.key.data());
        QCOMPARE(set_text(row, again, typed_text(row, config)), std::string());
        QVERIFY2(again == config, row.key.data());
        reset(row, config);
        QVERIFY2(config == RunConfig(), row.key.data());
    }
    RunConfig config;
    set_text(setting("inner_lr"), config, "1/64, 2e-3; 0.1 / 128");
    QCOMPARE(config.inner_lr, (std::vector<double>{1.0 / 64, 2e-3, 0.1 / 128}));
    QCOMPARE(text_of(setting("inner_lr"), config), std::string("0.015625, 0.002, 0.00078125"));
    set_text(setting("chunk"), config, " 1,024 ");
    QCOMPARE(config.chunk, 1024);
    set_text(setting("seed"), config, "18446744073709551615");
    QCOMPARE(config.seed, 18446744073709551615U);
    set_text(setting("decay"), config, "0.3333333333333333");
    QCOMPARE(config.decay, std::vector<double>{1.0 / 3});
    RunConfig other;
    set_text(setting("decay"), other, text_of(setting("decay"), config));
    QCOMPARE(other.decay, config.decay);
}

void SettingsTest::texts_that_are_no_value()
{
    QCOMPARE(problem("chunk", "0"), std::string("'0' is not a whole number of at least 1"));
    QCOMPARE(problem("chunk", "1.5"), std::string("'1.5' is not a whole number of at least 1"));
    QCOMPARE(problem("chunk", "1,02"), std::string("'1,02' is not a whole number of at least 1"));
    QCOMPARE(problem("chunk", "99999999999999999999"), std::string("'99999999999999999999' is not a whole number of at "
                                                                   "least 1"));
    QCOMPARE(problem("decay", "0"), std::string("'0' is not a number above 0 and at most 1"));
    QCOMPARE(problem("inner_lr", "1/0"), std::string("'1/0' is not a number of at least 0"));
    QCOMPARE(problem("lr", "1e300", "lora"), std::string("'1e300' is not at most 1e+30"));
    QCOMPARE(problem("target", "next"),
             std::string("'next' is not one of trained, lm-aligned, reconstruction, previous"));
    QCOMPARE(problem("probes", "perhaps"), std::string("'perhaps' is neither yes nor no"));
    QCOMPARE(problem("parameters", "q,k", "lora"),
             std::string("'q,k' is not some of q, v, down, head, once each, with commas between"));
    QCOMPARE(problem("optimizer", "adam", "dynamic-evaluation"), std::string("'adam' is not one of sgd, rms"));
    RunConfig config;
    config.chunk = 7;
    set_text(setting("chunk"), config, "-3");
    QCOMPARE(config.chunk, 7);  // what can't be used changes nothing
}

void SettingsTest::empty_text_is_the_default()
{
    RunConfig config;
    config.perplexity_window = 9;
    config.inner_lr = {0.5};
    set_text(setting("perplexity_window"), config, " ");
    set_text(setting("inner_lr"), config, "");
    QVERIFY(config == RunConfig());
}

void SettingsTest::what_a_method_lacks_is_refused()
{
    for (const MethodInfo& method : known_methods)
        for (const Setting& row : settings()) {
            if (find_setting(row.key, method.key) || row.key == "chunk" || row.key == "segment" ||
                some_text(row) == row.off)  // of no effect, whoever has it
                continue;
            RunConfig config = of(method.key);
            set_text(row, config, some_text(row));
            const std::string sentence = first(config);
            QVERIFY2(sentence.find(" belongs to ") != std::string::npos, (std::string(row.key) + sentence).c_str());
        }
}

void SettingsTest::only_what_a_method_has_is_taken()
{
    for (const MethodInfo& method : known_methods) {
        QCOMPARE(first(of(method.key)), std::string());
        for (const Setting& row : settings()) {
            if (!belongs(row, method) || row.key == "method" || row.key == "device" || row.key == "statistics")
                continue;
            RunConfig config = of(method.key);
            if (!row.optimizers.empty() && method.kind == RunKind::images && find_setting("optimizer", method.key))
                config.optimizer = row.optimizers.back();
            else if (!row.optimizers.empty() && method.kind == RunKind::document)
                config.optimizer = row.optimizers.back() == Optimizer::adam && !method.low_rank ? Optimizer::rms
                                                                                                : row.optimizers.back();
            if (row.key == "views" && method.key == "ttt-contrastive")
                continue;  // two are what it compares
            if (row.key == "target_scale" || row.key == "fast_layers")
                config.target = method.fast_weights ? Choice<Target>(Target::previous) : Choice<Target>();
            set_text(row, config, some_text(row));
            QVERIFY2(first(config).empty(), (std::string(row.key) + ": " + first(config)).c_str());
        }
    }
}

void SettingsTest::resolving_leaves_nothing_open()
{
    const ModelFacts facts = books();
    for (const MethodInfo& method : methods_of(RunKind::document)) {
        const RunConfig full = resolved(of(method.key), facts);
        for (const Setting& row : settings())
            if (belongs(row, method) && row.part == SettingPart::rule && row.optimizers.empty())
                QVERIFY2(!text_of(row, full).empty(), row.key.data());
        QVERIFY(resolved(full, facts) == full);
        QCOMPARE(first(full), std::string());
        QCOMPARE(*full.window, 32);
    }
    for (const MethodInfo& method : methods_of(RunKind::images)) {
        const ModelFacts net = net_for(method);
        const RunConfig images = resolved(of(method.key), net);
        for (const Setting& row : settings())
            if (belongs(row, method) && row.part == SettingPart::rule && row.optimizers.empty())
                QVERIFY2(!text_of(row, images).empty(), row.key.data());
        QVERIFY(resolved(images, net) == images);
    }
    const RunConfig full = resolved(RunConfig(), facts);
    QCOMPARE(full.inner_lr, (std::vector<double>{0.25, 0.25}));
    QCOMPARE(full.decay, (std::vector<double>{0.5, 0.75}));
    RunConfig one;
    one.fast_layers = {3};
    QCOMPARE(resolved(one, facts).decay, std::vector<double>{0.75});
}

/// What depends on the number of classes is carried over, and a net must have what a method learns by.
void SettingsTest::methods_for_images_fit_the_net()
{
    ModelFacts net{.name = "net", .kind = RunKind::images, .classes = 1000, .batch_norm = true};
    QCOMPARE(*resolved(of("eata"), net).redundancy_margin, 0.04);
    QCOMPARE(*resolved(of("sar"), net).reset_below, 0.2);
    net.classes = 10;
    QCOMPARE(*resolved(of("eata"), net).redundancy_margin, 0.4);
    QCOMPARE(*resolved(of("cotta"), net).confidence_below, 0.92);
    const auto problem_with = [&](const char* method) { return first_problem(of(method), {.model = &net}); };
    QCOMPARE(problem_with("tent"), std::string());
    QVERIFY(problem_with("ttt").find("has no rotation branch") != std::string::npos);
    QVERIFY(problem_with("ttt-mae").find("is no masked autoencoder") != std::string::npos);
    QVERIFY(problem_with("in-place").find("tells images apart") != std::string::npos);
    net.batch_norm = false;
    QVERIFY(problem_with("bn").find("batch norm") != std::string::npos);
    const ModelFacts text = books();
    QVERIFY(first_problem(of("tent"), {.model = &text}).find("reads text") != std::string::npos);
}

void SettingsTest::a_stock_model_has_one_problem()
{
    ModelFacts stock;
    stock.name = "stock";
    stock.layers = 4;
    const auto found = problems(RunConfig(), {.model = &stock});
    QCOMPARE(found.size(), 1U);
    QCOMPARE(found.front().setting->key, std::string_view("method"));
    RunConfig frozen;
    frozen.arms = Arms::frozen;
    frozen.chunk = 16;
    QCOMPARE(first(frozen, stock), std::string());
}

void SettingsTest::short_documents()
{
    RunConfig config;
    QCOMPARE(first(config, books(), 20), std::string());  // nobody chose the chunk
    config.chunk = 64;
    config.document = "a.txt";
    QCOMPARE(first(config, books(), 64), std::string());
    QCOMPARE(first(config, books(), 63), std::string("A chunk of 64 tokens is larger than the document 'a.txt', of "
                                                     "which 63 tokens are read: no update would fire."));
}

void SettingsTest::words_of_a_rule()
{
    RunConfig config;
    QCOMPARE(rule_words(resolved(config, books())),
             std::string("In-Place TTT: fast layers 1, 3; chunk 48 tokens; inner rate η 0.25; decay γ 0.5, 0.75; drift "
                         "cap 1 ‖W₀‖."));
    config.control = Control::random;
    QVERIFY(rule_words(resolved(config, books())).ends_with("; control random."));
    QVERIFY(rule_words(resolved(of("lora"), books()))
                .starts_with("LoRA: segment 48 tokens; rate lr 0.002; optimizer Adam"));
    config.arms = Arms::frozen;
    QCOMPARE(rule_words(config), std::string("Nothing learns: only the frozen model reads."));
}

void SettingsTest::chosen_settings_are_remembered()
{
    RunConfig asked;
    asked.decay = {0.9};
    asked.tokens = 300;
    RunConfig logged = resolved(asked, books());
    logged.chosen = {"decay", "tokens"};
    QCOMPARE(asked_settings(asked).size(), 2U);
    QCOMPARE(chosen_settings(logged).size(), 2U);
    QVERIFY(as_asked(logged).tokens == 300 && as_asked(logged).fast_layers.empty());
    logged.chosen.reset();  // of a version that did not remember: what the checkpoint may have said is no choice
    QCOMPARE(chosen_settings(logged).size(), 0U);
    logged.guard = Guard::off;  // it had none
    QCOMPARE(chosen_settings(logged).size(), 0U);
    logged.arms = Arms::adapted;
    logged.control = Control::random;
    QCOMPARE(chosen_settings(logged).size(), 2U);
    QVERIFY(chosen_settings(logged).back()->is_control);
    QVERIFY(choice_words(logged).starts_with("Control random, "));  // however narrow the row
}

void SettingsTest::runs_are_told_apart()
{
    RunConfig slow = resolved(RunConfig(), books()), fast = slow, lora = resolved(of("lora"), books()), frozen = slow;
    slow.model = fast.model = "/models/smollm2/";
    slow.inner_lr = {0.01, 0.01};
    lora.model = frozen.model = "/other/books";
    frozen.arms = Arms::frozen;
    const std::vector<RunConfig> pair{slow, fast};
    const auto one = differing_settings(pair);
    QCOMPARE(distinction(slow, one), std::string("η 0.01"));
    QCOMPARE(distinction(fast, one), std::string("η 0.25"));
    const std::vector<RunConfig> all{slow, fast, lora, frozen};
    const auto many = differing_settings(all);
    QCOMPARE(distinction(lora, many), std::string("LoRA, books"));
    QCOMPARE(distinction(frozen, many), std::string("Frozen, books"));
    QCOMPARE(distinction(slow, many), std::string("In-Place TTT, smollm2, η 0.01"));
    QVERIFY(differing_settings(std::span(all).first(1)).empty());
}

void SettingsTest::empty_fields_say_what_they_stand_for()
{
    const auto words = [](const char* key, const RunConfig& config) {
        return empty_words(setting(key, config.method), config, books());
    };
    QCOMPARE(words("chunk", {}), std::string("48 tokens"));
    QCOMPARE(words("relative_cap", {}), std::string("1 ‖W₀‖"));
    QCOMPARE(words("clip", {}), std::string("off"));
    QCOMPARE(words("tokens", {}), std::string("whole document"));
    QCOMPARE(words("optimizer", of("lora")), std::string("Adam (default)"));
    QCOMPARE(words("prior_decay", of("dynamic-evaluation")), std::string("not with SGD"));
    QCOMPARE(empty_words(setting("chunk"), {}, {}), std::string("as trained"));
}

void SettingsTest::an_unknown_method_is_the_only_problem()
{
    RunConfig config = of("telepathy");
    config.rank = -1;
    const auto found = problems(config, {});
    QCOMPARE(found.size(), 1U);
    QVERIFY(found.front().sentence.starts_with("The method must be one of in-place, "));
}

TTT_TEST(SettingsTest)
#include "tst_settings.moc"
