// The form of a run: every field there and back, every refusal, presets, the fold, keys.
#include "engine/records/settings/setting_text.h"
#include "tests/support/test_main.h"
#include "tests/views/forms/form_bench.h"
#include "tests/views/tables/panel_shot.h"

#include <QInputDialog>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace ttt;
using namespace ttt::test;

namespace {

/// Every field of In-Place TTT away from its default.
RunConfig full_config()
{
    return {.method = "in-place",
            .model = "/models/books",
            .twin = "/models/other-twin",
            .document = "/texts/emma.txt",
            .name = "everything",
            .tokens = 4096,
            .chunk = 128,
            .fast_layers = {1, 5},
            .inner_lr = {0.1 / 128, 1e-7},
            .decay = {0.9},
            .target = Target::lm_aligned,
            .target_source = TargetSource::hidden_states,
            .target_scale = 0.3,
            .relative_cap = 0.0,
            .clip = 1e-5,
            .centre_keys = false,
            .window = 0,
            .arms = Arms::adapted,
            .device = Device::cuda,
            .dtype = Dtype::bf16,
            .perplexity_window = 2048,
            .guard = Guard::off,
            .guard_margin = 0.2,
            .guard_chunks = 8,
            .probes = false,
            .control = Control::random,
            .seed = 18'446'744'073'709'551'615U,
            .start_token = false,
            .encoding = "windows-1252",
            .segment = 0,
            .lr = {},
            .optimizer = {},
            .parameters = {},
            .prior_decay = {},
            .epsilon = {},
            .statistics = {},
            .statistics_tokens = 0,
            .rank = {},
            .alpha = {},
            .steps = 0,
            .chosen = {}};
}

}  // namespace

class RunFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void every_field_is_in_the_form();
    void empty_form_is_the_default();
    void round_trip_of_every_field();
    void round_trip_of_a_resolved_run();
    void placeholders_say_what_was_trained();
    void refusals_data();
    void refusals();
    void refusals_of_choices();
    void stock_model_needs_a_target();
    void accepts();
    void no_model_no_run();
    void problem_of_the_model();
    void twin_box();
    void fold_opens_for_a_problem();
    void frozen_only_greys_the_rule();
    void enter_submits();
    void wheel_changes_nothing();
    void shipped_presets_fill_the_form();
    void presets_are_saved_and_deleted();
    void presets_have_any_name();
    void screenshots();
};

void RunFormTest::every_field_is_in_the_form()
{
    Bench bench;
    const RunConfig config;
    visit_fields(config, [&](const char* key, const auto&) {
        const std::string_view name = key;
        const bool is_opened = name == "model" || name == "document" || name == "images" || name == "labels";
        QVERIFY2(!bench.form.findChild<QWidget*>(QLatin1String(key)) == is_opened, key);
    });
}

void RunFormTest::empty_form_is_the_default()
{
    Bench bench;
    QVERIFY(bench.form.config() == RunConfig());
    QCOMPARE(bench.form.note(), QStringLiteral("preset: shipped"));
    QCOMPARE(bench.form.problem(), QString());
}

void RunFormTest::round_trip_of_every_field()
{
    Bench bench;
    const RunConfig config = full_config();
    for (const Setting& setting : settings())
        if (setting.key != "method" && belongs(setting, config.method))
            QVERIFY2(!is_default(setting, config), setting.key.data());
    QSignalSpy changed(&bench.form, &RunForm::changed);
    bench.form.set_config(config);
    QCOMPARE(changed.size(), 1);
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    QVERIFY(*bench.form.config() == config);
    bench.form.set_config({});
    QVERIFY(*bench.form.config() == RunConfig());
}

void RunFormTest::round_trip_of_a_resolved_run()
{
    Bench bench;
    RunConfig config;
    config.model = "/models/books";
    config.chunk = 64;
    config.fast_layers = {1, 2, 3, 4, 5};
    config.inner_lr = {0.0015625, 0.0015625, 0.0015625, 0.0015625, 0.0015625};
    config.decay = {0.89625108, 1.0 / 3, 0.96378, 0.961534, 0.899121};
    config.target = Target::trained;
    config.target_source = TargetSource::input_embed;
    config.target_scale = 1;
    config.relative_cap = 1;
    config.clip = 0;
    config.centre_keys = true;
    config.window = 64;
    bench.form.set_config(config);
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    QVERIFY(*bench.form.config() == config);
}

void RunFormTest::placeholders_say_what_was_trained()
{
    Bench bench;
    QCOMPARE(bench.line("fast_layers")->placeholderText(), QStringLiteral("1, 2, 3, 4, 5"));
    QCOMPARE(bench.line("chunk")->placeholderText(), QStringLiteral("64 tokens"));
    QCOMPARE(bench.line("inner_lr")->placeholderText(), QStringLiteral("0.0015625"));
    QVERIFY(bench.line("decay")->placeholderText().startsWith(QStringLiteral("0.896251, 0.970688")));
    QCOMPARE(bench.line("relative_cap")->placeholderText(), QStringLiteral("1 ‖W₀‖"));
    QCOMPARE(bench.line("clip")->placeholderText(), QStringLiteral("off"));
    QCOMPARE(bench.line("window")->placeholderText(), QStringLiteral("64 tokens"));
    QCOMPARE(bench.line("tokens")->placeholderText(), QStringLiteral("whole document"));
    ModelFacts full = books();
    full.window = 0;
    bench.form.set_model(full);
    QCOMPARE(bench.line("window")->placeholderText(), QStringLiteral("full"));
    QVERIFY(
        bench.line("decay")->toolTip().startsWith(QStringLiteral("0.896251, 0.970688, 0.96378, 0.961534, 0.899121")));
}

void RunFormTest::refusals_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* name, const char* key, const char* text, const QString& reason) {
        QTest::newRow(name) << QString::fromUtf8(key) << QString::fromUtf8(text) << reason;
    };
    row("layer", "fast_layers", "1, 9", u"The layer 9 does not exist: the model has the layers 0 to 5."_qs);
    row("negative layer", "fast_layers", "-1", u"'-1' is not a whole number of at least 0"_qs);
    row("order", "fast_layers", "3, 1", u"The layers must be named once each and in ascending order, not as 3, 1."_qs);
    row("twice", "fast_layers", "3, 3", u"The layers must be named once each and in ascending order, not as 3, 3."_qs);
    row("untrained", "fast_layers", "0",
        u"Layer 0 of the model 'books-ttt' has no trained TTT parameters (the layers 1, 2, 3, 4, 5 have): being fast "
        u"would "
        "change nothing; choose the target by hand, or other layers."_qs);
    row("no layer", "fast_layers", "one", u"'one' is not a whole number of at least 0"_qs);
    row("chunk", "chunk", "0", u"'0' is not a whole number of at least 1"_qs);
    row("negative chunk", "chunk", "-4", u"'-4' is not a whole number of at least 1"_qs);
    row("half chunk", "chunk", "1.5", u"'1.5' is not a whole number of at least 1"_qs);
    row("rate", "inner_lr", "-0.1", u"'-0.1' is not a number of at least 0"_qs);
    row("rate text", "inner_lr", "fast", u"'fast' is not a number of at least 0"_qs);
    row("division", "inner_lr", "1/0", u"'1/0' is not a number of at least 0"_qs);
    row("endless", "inner_lr", "inf", u"'inf' is not a number of at least 0"_qs);
    row("rates", "inner_lr", "1, 2",
        u"There are 2 values of the inner learning rate for 5 fast layers; give one for all or one for each."_qs);
    row("decay 0", "decay", "0", u"'0' is not a number above 0 and at most 1"_qs);
    row("decay 1.1", "decay", "1.1", u"'1.1' is not a number above 0 and at most 1"_qs);
    row("decays", "decay", "0.9 0.9 0.9",
        u"There are 3 values of the decay for 5 fast layers; give one for all or one for each."_qs);
    row("cap", "relative_cap", "-1", u"'-1' is not a number of at least 0"_qs);
    row("clip", "clip", "-1", u"'-1' is not a number of at least 0"_qs);
    row("window", "window", "-64", u"'-64' is not a whole number of at least 0"_qs);
    row("tokens", "tokens", "0", u"'0' is not a whole number of at least 1"_qs);
    row("scale", "target_scale", "2",
        u"The target scale 2 belongs to targets set by hand; the trained target has its own projection."_qs);
    row("perplexity", "perplexity_window", "0", u"'0' is not a whole number of at least 1"_qs);
    row("seed", "seed", "-1", u"'-1' is not a whole number of at least 0"_qs);
}

void RunFormTest::refusals()
{
    QFETCH(const QString, key);
    QFETCH(const QString, text);
    QFETCH(const QString, reason);
    Bench bench;
    bench.form.show();
    const QByteArray name = key.toLatin1();
    QSignalSpy changed(&bench.form, &RunForm::changed);
    QTest::keyClicks(bench.line(name), text);
    QVERIFY(changed.size() >= text.size());
    QCOMPARE(bench.reason(name), reason);
    QVERIFY(bench.form.problem().endsWith(reason));
    QVERIFY(!bench.form.config());
    QCOMPARE(bench.line(name)->palette().color(QPalette::Text), theme(bench.form.palette()).failure);
    bench.line(name)->clear();
    QCOMPARE(bench.reason(name), QString());
    QVERIFY(bench.form.config() == RunConfig());
}

void RunFormTest::refusals_of_choices()
{
    Bench bench;
    bench.form.show();
    bench.form.set_device({.cuda = false, .cuda_reason = "No NVIDIA driver is installed."});
    bench.choose("device", QStringLiteral("cuda"));
    QCOMPARE(bench.reason("device"), QStringLiteral("No NVIDIA driver is installed."));
    QVERIFY(!bench.form.config());
    bench.form.set_device({.cuda = true, .cuda_reason = {}});
    QVERIFY(bench.form.config().has_value());
}

void RunFormTest::stock_model_needs_a_target()
{
    Bench bench(stock());
    bench.form.show();
    QVERIFY2(bench.reason("method").startsWith(QStringLiteral("The model 'Qwen3-0.6B' has no trained TTT parameters")),
             qPrintable(bench.reason("method")));
    QCOMPARE(bench.reason("chunk"), QString());  // one reason is enough
    bench.choose("target", QStringLiteral("lm-aligned"));
    QCOMPARE(bench.reason("method"), QString());
    QCOMPARE(bench.reason("fast_layers"), QStringLiteral("The model 'Qwen3-0.6B' names no fast layers; choose some."));
    QCOMPARE(bench.reason("chunk"),
             QStringLiteral("The model 'Qwen3-0.6B' does not say how long a chunk is; choose a chunk size in tokens."));
    bench.line("fast_layers")->setText(QStringLiteral("2"));
    QCOMPARE(bench.reason("inner_lr"),
             QStringLiteral("The model 'Qwen3-0.6B' names no inner learning rate for layer 2; choose one."));
    bench.line("inner_lr")->setText(QStringLiteral("0.1 / 128"));
    bench.line("chunk")->setText(QStringLiteral("1,024"));
    bench.line("target_scale")->setText(QStringLiteral("2"));
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    QCOMPARE(bench.form.config()->inner_lr, std::vector<double>{0.1 / 128});
    QCOMPARE(bench.form.config()->chunk, 1024);
}

void RunFormTest::accepts()
{
    Bench bench;
    bench.line("fast_layers")->setText(QStringLiteral(" 1 2,5 "));
    bench.line("inner_lr")->setText(QStringLiteral("1/64, 2e-3; 0"));
    bench.line("decay")->setText(QStringLiteral("1"));
    const auto config = bench.form.config();
    QVERIFY2(config.has_value(), qPrintable(bench.form.problem()));
    QCOMPARE(config->fast_layers, (std::vector<std::int64_t>{1, 2, 5}));
    QCOMPARE(config->inner_lr, (std::vector<double>{1.0 / 64, 2e-3, 0}));
    QCOMPARE(bench.form.note(), QStringLiteral("preset: none"));
}

void RunFormTest::no_model_no_run()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    RunForm form(settings);
    QCOMPARE(form.problem(), QStringLiteral("Open a model first."));
    QVERIFY(!form.config());
    QCOMPARE(form.findChild<QLineEdit*>(QStringLiteral("chunk"))->placeholderText(), QStringLiteral("as trained"));
}

void RunFormTest::problem_of_the_model()
{
    Bench bench;
    ModelFacts broken = books();
    broken.problem = "The model has no tokenizer.json.";
    bench.form.set_model(broken);
    QCOMPARE(bench.form.problem(), QString::fromStdString(broken.problem));
    QVERIFY(!bench.form.config());
}

void RunFormTest::twin_box()
{
    Bench bench;
    bench.form.show();
    bench.tick("twin")->setChecked(true);
    QCOMPARE(bench.form.config()->twin, std::string("/models/books-twin"));
    bench.tick("twin")->setChecked(false);
    QCOMPARE(bench.form.config()->twin, std::string());
    Bench other(stock());
    other.form.show();
    other.tick("twin")->setChecked(true);
    QCOMPARE(other.reason("twin"), QStringLiteral("the model names no twin"));
    ModelFacts lone = books();
    lone.name = "lone";
    lone.twin.clear();
    bench.tick("twin")->setChecked(true);
    bench.form.set_model(lone);  // the twin of the model before is not its twin
    QCOMPARE(bench.reason("twin"), QStringLiteral("the model names no twin"));
}

void RunFormTest::fold_opens_for_a_problem()
{
    Bench bench;
    bench.form.show();
    auto* fold = bench.form.findChild<QToolButton*>(QStringLiteral("more"));
    QVERIFY(bench.line("seed")->isHidden());
    fold->setFocus();
    QTest::keyClick(fold, Qt::Key_Space);
    QVERIFY(!bench.line("seed")->isHidden());
    QTest::keyClick(fold, Qt::Key_Space);
    QVERIFY(bench.line("seed")->isHidden());
    RunConfig config;
    config.clip = -1;
    bench.form.set_config(config);
    QVERIFY(!bench.line("clip")->isHidden());
    QCOMPARE(bench.reason("clip"), QStringLiteral("'-1' is not a number of at least 0"));
}

void RunFormTest::frozen_only_greys_the_rule()
{
    Bench bench(stock());
    bench.choose("arms", QStringLiteral("frozen"));
    QVERIFY(!bench.line("inner_lr")->isEnabled());
    QVERIFY(bench.line("chunk")->isEnabled());
    QCOMPARE(bench.reason("fast_layers"), QString());
    bench.line("chunk")->setText(QStringLiteral("64"));
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
}

void RunFormTest::enter_submits()
{
    Bench bench;
    QSignalSpy submitted(&bench.form, &RunForm::submitted);
    QTest::keyClick(bench.line("chunk"), Qt::Key_Return);
    QCOMPARE(submitted.size(), 1);
    bench.line("chunk")->setText(QStringLiteral("0"));
    QTest::keyClick(bench.line("chunk"), Qt::Key_Return);
    QCOMPARE(submitted.size(), 1);
}

void RunFormTest::wheel_changes_nothing()
{
    Bench bench;
    bench.form.show();
    QComboBox* list = bench.list("target");
    const QPointF at = QRectF(list->rect()).center();
    QWheelEvent wheel(at, list->mapToGlobal(at), {}, {0, -120}, Qt::NoButton, Qt::NoModifier, Qt::NoScrollPhase, false);
    QApplication::sendEvent(list, &wheel);
    QCOMPARE(list->currentIndex(), 0);
}

void RunFormTest::shipped_presets_fill_the_form()
{
    Bench bench;
    RunConfig own;
    own.document = "/texts/emma.txt";
    own.tokens = 500;
    bench.form.set_config(own);
    bench.preset(QStringLiteral("official rule"))->trigger();
    QCOMPARE(bench.form.note(), QStringLiteral("preset: official rule"));
    QCOMPARE(bench.form.config()->decay, std::vector<double>{1.0});
    QCOMPARE(bench.form.config()->relative_cap, std::optional<double>(0));
    QCOMPARE(bench.form.config()->document, std::string("/texts/emma.txt"));
    QCOMPARE(bench.form.config()->tokens, 500);
    QVERIFY(bench.preset(QStringLiteral("official rule"))->isChecked());
    bench.preset(QStringLiteral("η = 0 control"))->trigger();
    QCOMPARE(bench.form.config()->inner_lr, std::vector<double>{0.0});
    QVERIFY(bench.form.config()->decay.empty());
    bench.preset(QStringLiteral("frozen only"))->trigger();
    QCOMPARE(bench.form.config()->arms.text(), std::string("frozen"));
    bench.preset(QStringLiteral("shipped"))->trigger();
    QVERIFY(bench.form.config() == own);
}

void RunFormTest::presets_are_saved_and_deleted()
{
    Bench bench;
    bench.form.show();
    RunConfig config = full_config();
    bench.form.set_config(config);
    bench.preset(QStringLiteral("Save as…"))->trigger();
    auto* dialog = bench.form.findChild<QInputDialog*>();
    QVERIFY(dialog);
    dialog->setTextValue(QStringLiteral("my rule"));
    dialog->accept();
    QCOMPARE(bench.form.note(), QStringLiteral("preset: my rule"));
    bench.preset(QStringLiteral("shipped"))->trigger();
    QCOMPARE(bench.form.note(), QStringLiteral("preset: shipped"));
    RunForm other(bench.settings);  // another window, the same settings
    other.set_model(books());
    other.set_device({.cuda = true, .cuda_reason = {}});
    const auto saved = PresetStore(bench.settings).read();
    QCOMPARE(saved.size(), 1U);
    config.model = config.twin = config.document = config.name = "";
    config.tokens = 0;
    QVERIFY(with_preset({}, saved[0]) == config);
    Q_EMIT bench.presets()->aboutToShow();
    QMenu* remove = bench.presets()->actions().back()->menu();
    QVERIFY(remove);
    remove->actions().front()->trigger();
    QVERIFY(PresetStore(bench.settings).read().empty());
    QVERIFY(!bench.preset(QStringLiteral("my rule")));
}

void RunFormTest::presets_have_any_name()
{
    QTemporaryDir folder;
    const QString path = folder.filePath(QStringLiteral("s.ini"));
    const QString name = QStringLiteral("η/C = 0.1, “quick” [a]\\b");
    {
        QSettings settings(path, QSettings::IniFormat);
        RunConfig config;
        config.inner_lr = {0.1 / 128, 0.5};
        PresetStore(settings).save(name, config);
        PresetStore(settings).save(QStringLiteral("a"), {});
    }
    QSettings settings(path, QSettings::IniFormat);
    const auto presets = PresetStore(settings).read();
    QCOMPARE(presets.size(), 2U);
    QCOMPARE(presets[1].name, name);
    QCOMPARE(presets[1].config.inner_lr, (std::vector<double>{0.1 / 128, 0.5}));
}

void RunFormTest::screenshots()
{
    Bench bench;
    {
        test::PanelShot shot(bench.form, bench.form.title(), bench.form.note(), {220, 300});
        shot.save(QStringLiteral("run-form"));
        bench.line("fast_layers")->setText(QStringLiteral("1, 3, 9"));
        bench.line("decay")->setText(QStringLiteral("0"));
        bench.line("chunk")->setText(QStringLiteral("128"));
        shot.set_note(bench.form.note());
        shot.save(QStringLiteral("run-form-refused"));
        bench.line("fast_layers")->setText(QStringLiteral("1, 3"));
        bench.line("decay")->clear();
        bench.form.findChild<QToolButton*>(QStringLiteral("more"))->click();
        shot.resize(220, 640);
        shot.save(QStringLiteral("run-form-more"));
    }
    Bench other;
    other.preset(QStringLiteral("frozen only"))->trigger();
    test::PanelShot shot(other.form, other.form.title(), other.form.note(), {220, 300});
    shot.save(QStringLiteral("run-form-frozen"));
    QMenu* menu = other.presets();
    menu->ensurePolished();
    Q_EMIT menu->aboutToShow();
    menu->grab().save(QStringLiteral(TTT_SCREENSHOTS_DIR "/run-form-presets.png"));
}

TTT_TEST(RunFormTest)
#include "tst_run_form.moc"
