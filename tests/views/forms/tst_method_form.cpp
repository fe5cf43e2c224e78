// The form and the methods: which fields are seen, what of them reaches the run, what is refused before Run is pressed.
#include "tests/support/test_main.h"
#include "tests/views/forms/form_bench.h"
#include "tests/views/tables/panel_shot.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace ttt;
using namespace ttt::test;

namespace {

const QStringList methods{QStringLiteral("in-place"), QStringLiteral("dynamic-evaluation"), QStringLiteral("lora"),
                          QStringLiteral("in-place+dynamic-evaluation")};

/// The list's value: In-Place TTT is the default.
QString value_of(const QString& method)
{
    return method == methods.front() ? QString() : method;
}

RunConfig dynamic_config()
{
    RunConfig config;
    config.method = "dynamic-evaluation";
    config.fast_layers = {0, 2};
    config.segment = 32;
    config.lr = 1e-4;
    config.optimizer = Optimizer::rms;
    config.parameters = "norms";
    config.prior_decay = 0.5;
    config.epsilon = 1e-6;
    config.statistics = QFINDTESTDATA("tst_method_form.cpp").toStdString();
    config.statistics_tokens = 500;
    config.tokens = 4096;
    return config;
}

RunConfig lora_config()
{
    RunConfig config;
    config.method = "lora";
    config.fast_layers = {1};
    config.segment = 128;
    config.lr = 0.01;
    config.optimizer = Optimizer::sgd;
    config.parameters = "q,v,down,head";
    config.rank = 4;
    config.alpha = 8.0;
    config.steps = 3;
    config.seed = 7;
    return config;
}

}  // namespace

class MethodFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { QApplication::setStyle(QStringLiteral("Fusion")); }
    void only_fields_of_the_method_are_seen_data();
    void only_fields_of_the_method_are_seen();
    void settings_come_back_with_their_method();
    void round_trips();
    void own_choices_are_shown();
    void what_a_run_takes_is_shown();
    void refusals_data();
    void refusals();
    void spaces_between_parameters_are_no_matter();
    void a_stock_model_is_offered_dynamic_evaluation();
    void shared_settings_know_no_method();
    void presets_choose_methods();
    void screenshots();
};

void MethodFormTest::only_fields_of_the_method_are_seen_data()
{
    QTest::addColumn<QString>("method");
    for (const QString& method : methods)
        QTest::newRow(qPrintable(method)) << method;
}

void MethodFormTest::only_fields_of_the_method_are_seen()
{
    QFETCH(const QString, method);
    Bench bench;
    bench.form.show();
    bench.choose("method", value_of(method));
    bench.form.findChild<QToolButton*>(QStringLiteral("more"))->click();
    for (const Setting& setting : settings()) {
        if (setting.key == "model" || setting.key == "document" || setting.key == "images" || setting.key == "labels")
            continue;  // what is opened
        const QString name = QString::fromUtf8(setting.name.empty() ? setting.key : setting.name);
        const auto* editor = bench.form.findChild<QWidget*>(name);
        QVERIFY2(editor, qPrintable(name));
        QVERIFY2(editor->isHidden() != belongs(setting, method.toStdString()), qPrintable(name));
    }
    QCOMPARE(bench.line("rank")->isHidden(), method != u"lora");
    QCOMPARE(bench.line("inner_lr")->isHidden(), !method.startsWith(u"in-place"));
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    RunConfig plain;
    plain.method = method.toStdString();
    QVERIFY(*bench.form.config() == plain);
}

void MethodFormTest::settings_come_back_with_their_method()
{
    Bench bench;
    bench.form.show();
    bench.line("decay")->setText(QStringLiteral("0.5"));
    bench.choose("method", QStringLiteral("lora"));
    bench.line("rank")->setText(QStringLiteral("3"));
    QVERIFY(bench.form.config()->decay.empty());
    QCOMPARE(bench.form.config()->rank, std::optional<std::int64_t>(3));
    bench.choose("method", QString());
    QCOMPARE(bench.form.config()->decay, std::vector<double>{0.5});
    QVERIFY(!bench.form.config()->rank);
    bench.line("decay")->setText(QStringLiteral("7"));  // what another method refuses is no matter here
    QVERIFY(!bench.form.config());
    bench.choose("method", QStringLiteral("lora"));
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    QCOMPARE(bench.form.config()->rank, std::optional<std::int64_t>(3));
}

void MethodFormTest::round_trips()
{
    for (const RunConfig& config : {dynamic_config(), lora_config()}) {
        Bench bench;
        bench.form.set_config(config);
        QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
        QVERIFY2(*bench.form.config() == config, config.method.c_str());
        bench.form.set_config({});
        QVERIFY(*bench.form.config() == RunConfig());
    }
}

void MethodFormTest::own_choices_are_shown()
{
    Bench bench;
    bench.choose("method", QStringLiteral("dynamic-evaluation"));
    QCOMPARE(bench.line("segment")->placeholderText(), QStringLiteral("64 tokens"));
    QCOMPARE(bench.line("lr")->placeholderText(), QStringLiteral("0.005"));
    QCOMPARE(bench.list("optimizer")->currentText(), QStringLiteral("SGD (default)"));
    QCOMPARE(bench.list("parameters")->currentText(), QStringLiteral("all (default)"));
    QCOMPARE(bench.line("prior_decay")->placeholderText(), QStringLiteral("not with SGD"));
    bench.choose("optimizer", QStringLiteral("rms"));
    QCOMPARE(bench.line("lr")->placeholderText(), QStringLiteral("1e-05"));
    QCOMPARE(bench.line("prior_decay")->placeholderText(), QStringLiteral("0.002"));
    QCOMPARE(bench.list("optimizer")->itemText(0), QStringLiteral("SGD (default)"));
    bench.choose("optimizer", QString());
    bench.choose("parameters", QStringLiteral("down"));
    QCOMPARE(bench.line("lr")->placeholderText(), QStringLiteral("0.03"));
    bench.choose("parameters", QStringLiteral("norms"));
    QCOMPARE(bench.line("lr")->placeholderText(), QStringLiteral("0.003"));
    bench.choose("method", QStringLiteral("lora"));
    QCOMPARE(bench.line("lr")->placeholderText(), QStringLiteral("0.002"));
    QCOMPARE(bench.line("parameters_lora")->placeholderText(), QStringLiteral("q,v"));
    QCOMPARE(bench.line("rank")->placeholderText(), QStringLiteral("8"));
    QCOMPARE(bench.line("layers")->placeholderText(), QStringLiteral("all"));
}

void MethodFormTest::what_a_run_takes_is_shown()
{
    Bench bench;
    bench.form.show();
    const auto* line = bench.form.findChild<QLabel*>(QStringLiteral("memory"));
    QVERIFY(line && line->isHidden());
    bench.form.set_memory(QStringLiteral("Needs about 2.0 GiB"), QStringLiteral("weights 1.0 GiB"), false);
    QVERIFY(line->isVisible());
    QCOMPARE(line->text(), QStringLiteral("Needs about 2.0 GiB"));
    QCOMPARE(line->toolTip(), QStringLiteral("weights 1.0 GiB"));
    const QColor plain = line->palette().color(QPalette::WindowText);
    bench.form.set_memory(QStringLiteral("Needs about 2.0 GiB"), QStringLiteral("weights 1.0 GiB"), true);
    QVERIFY(line->palette().color(QPalette::WindowText) != plain);
    bench.form.set_memory({}, {}, false);
    QVERIFY(line->isHidden());
}

void MethodFormTest::refusals_data()
{
    QTest::addColumn<QString>("method");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("reason");
    const auto row = [](const char* method, const char* name, const char* text, const QString& reason) {
        QTest::addRow("%s %s %s", method, name, text)
            << QString::fromLatin1(method) << QString::fromLatin1(name) << QString::fromUtf8(text) << reason;
    };
    row("lora", "segment", "0", u"'0' is not a whole number of at least 1"_qs);
    row("lora", "lr", "-1", u"'-1' is not a number of at least 0"_qs);
    row("lora", "lr", "fast", u"'fast' is not a number of at least 0"_qs);
    row("lora", "rank", "0", u"'0' is not a whole number of at least 1"_qs);
    row("lora", "alpha", "0", u"'0' is not a number above 0"_qs);
    row("lora", "steps", "0", u"'0' is not a whole number of at least 1"_qs);
    row("lora", "parameters_lora", "q,k", u"'q,k' is not some of q, v, down, head, once each, with commas between"_qs);
    row("lora", "parameters_lora", "q,q", u"'q,q' is not some of q, v, down, head, once each, with commas between"_qs);
    row("lora", "layers", "6", u"The layer 6 does not exist: the model has the layers 0 to 5."_qs);
    row("lora", "layers", "2,1", u"The layers must be named once each and in ascending order, not as 2, 1."_qs);
    row("lora", "epsilon", "0", u"'0' is not a number above 0"_qs);
    row("dynamic-evaluation", "prior_decay", "0.1",
        u"The decay towards the trained weights belongs to the optimizer rms; sgd has none."_qs);
    row("dynamic-evaluation", "statistics_tokens", "9",
        u"The number of tokens for statistics belongs to the optimizer rms; sgd has none."_qs);
    row("dynamic-evaluation", "epsilon", "0.1",
        u"The epsilon belongs to the optimizers rms and adam; sgd has none."_qs);
}

void MethodFormTest::refusals()
{
    QFETCH(const QString, method);
    QFETCH(const QString, name);
    QFETCH(const QString, text);
    QFETCH(const QString, reason);
    Bench bench;
    bench.form.show();
    bench.choose("method", method);
    const QByteArray row = name.toLatin1();
    QTest::keyClicks(bench.line(row), text);
    QCOMPARE(bench.reason(row), reason);
    QVERIFY(bench.form.problem().endsWith(reason));
    QVERIFY(!bench.form.config());
    bench.line(row)->clear();
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
}

void MethodFormTest::spaces_between_parameters_are_no_matter()
{
    Bench bench;
    bench.choose("method", QStringLiteral("lora"));
    bench.line("parameters_lora")->setText(QStringLiteral("q, head"));
    QVERIFY2(bench.form.config().has_value(), qPrintable(bench.form.problem()));
    QCOMPARE(bench.form.config()->parameters, std::string("q,head"));
    bench.choose("method", QStringLiteral("dynamic-evaluation"));
    QCOMPARE(bench.form.config()->parameters, std::string());
    bench.choose("optimizer", QStringLiteral("rms"));
    bench.line("tokens")->setText(QStringLiteral("600"));
    bench.line("statistics_tokens")->setText(QStringLiteral("600"));
    QVERIFY(bench.reason("statistics").startsWith(QStringLiteral("The first 600 tokens of the document would only")));
    bench.line("statistics_tokens")->clear();
    bench.line("statistics")->setText(QStringLiteral("/no/such/file.txt"));
    QCOMPARE(bench.reason("statistics"),
             QStringLiteral("There is no file '/no/such/file.txt' to measure statistics in."));
}

void MethodFormTest::a_stock_model_is_offered_dynamic_evaluation()
{
    for (const bool by_key : {false, true}) {
        Bench bench(stock());
        bench.form.show();
        bench.form.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&bench.form));
        auto* offer = bench.form.findChild<QPushButton*>(QStringLiteral("offer"));
        QVERIFY(offer && offer->isVisible());
        QVERIFY(bench.form.problem().contains(QStringLiteral("has no trained TTT parameters")));
        if (by_key)
            QTest::keyClick(&bench.form, Qt::Key_D, Qt::AltModifier);
        else
            QTest::mouseClick(offer, Qt::LeftButton);
        QTRY_VERIFY(bench.form.config().has_value());
        QCOMPARE(bench.form.config()->method, std::string("dynamic-evaluation"));
        QVERIFY(offer->isHidden());
        QCOMPARE(bench.form.focusWidget(), bench.list("method"));
        bench.choose("method", QString());
        QVERIFY(offer->isVisible());
        bench.choose("arms", QStringLiteral("frozen"));
        QVERIFY(offer->isHidden());
    }
    Bench trained;
    trained.form.show();
    QVERIFY(!trained.form.findChild<QPushButton*>(QStringLiteral("offer"))->isVisible());
}

void MethodFormTest::shared_settings_know_no_method()
{
    Bench bench(stock());
    bench.line("tokens")->setText(QStringLiteral("300"));
    bench.line("decay")->setText(QStringLiteral("0.5"));
    QVERIFY(!bench.form.config());  // In-Place TTT on a stock model
    RunConfig wanted;
    wanted.tokens = 300;
    QVERIFY(bench.form.shared_config() == wanted);
    bench.line("tokens")->setText(QStringLiteral("0"));
    QVERIFY(!bench.form.shared_config());
}

void MethodFormTest::presets_choose_methods()
{
    Bench bench;
    bench.line("decay")->setText(QStringLiteral("0.5"));
    bench.preset(QStringLiteral("LoRA"))->trigger();
    QCOMPARE(bench.form.config()->method, std::string("lora"));
    QCOMPARE(bench.form.note(), QStringLiteral("preset: LoRA"));
    bench.preset(QStringLiteral("shipped"))->trigger();
    QVERIFY(bench.form.config() == RunConfig());
}

void MethodFormTest::screenshots()
{
    for (const QString& method : methods) {
        Bench bench;
        test::PanelShot shot(bench.form, bench.form.title(), bench.form.note(), {250, 480});
        bench.choose("method", value_of(method));
        shot.set_note(bench.form.note());
        shot.save(QStringLiteral("run-form-") + method);
        bench.form.findChild<QToolButton*>(QStringLiteral("more"))->click();
        shot.resize(250, 840);
        shot.save(QStringLiteral("run-form-more-") + method);
    }
    Bench bench(stock());
    test::PanelShot shot(bench.form, bench.form.title(), bench.form.note(), {250, 480});
    shot.save(QStringLiteral("run-form-stock"));
    bench.choose("method", QStringLiteral("lora"));
    bench.line("rank")->setText(QStringLiteral("0"));
    bench.line("parameters_lora")->setText(QStringLiteral("q, keys"));
    shot.save(QStringLiteral("run-form-lora-refused"));
}

TTT_TEST(MethodFormTest)
#include "tst_method_form.moc"
