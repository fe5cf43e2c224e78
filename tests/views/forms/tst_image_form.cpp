// The form of a run over images: its settings, methods and presets, and the way to documents and back.
#include "form_bench.h"
#include "tests/support/test_main.h"
#include "views/forms/stream_menu.h"

#include <QCompleter>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace ttt;
using namespace ttt::test;

namespace {

/// Over images.
struct ImageBench : Bench {
    ImageBench() : Bench(net()) { form.set_kind(RunKind::images); }
};

}  // namespace

class ImageFormTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void rows_are_those_of_images();
    void each_kind_keeps_its_choices();
    void a_configuration_brings_its_kind();
    void a_net_that_lacks_something_is_a_sentence();
    void what_the_owner_of_the_images_knows_is_said();
    void ready_streams_fill_two_rows();
    void names_are_offered_between_commas();
    void presets_are_those_of_the_kind();
    void shared_settings_have_no_rule();
};

void ImageFormTest::rows_are_those_of_images()
{
    ImageBench bench;
    QCOMPARE(bench.form.problem(), QString());
    QCOMPARE(bench.form.config()->method, std::string("tent"));
    for (const char* key : {"stream", "order", "batch", "count", "lr_images"})
        QVERIFY2(bench.line(key)->isVisibleTo(&bench.form), key);
    for (const char* key : {"chunk", "tokens", "inner_lr", "lr"})
        QVERIFY2(!bench.line(key)->isVisibleTo(&bench.form), key);
    QCOMPARE(bench.line("lr_images")->placeholderText(), QStringLiteral("0.001"));
    QVERIFY(bench.list("method")->findData(QStringLiteral("lora")) < 0);
    QCOMPARE(bench.list("method")->count(), static_cast<int>(methods_of(RunKind::images).size()));
}

void ImageFormTest::each_kind_keeps_its_choices()
{
    Bench bench;
    bench.line("chunk")->setText(QStringLiteral("128"));
    bench.form.set_kind(RunKind::images);
    bench.form.set_model(net());
    bench.choose("method", QStringLiteral("eata"));
    bench.line("stream")->setText(QStringLiteral("fog:3"));
    bench.line("batch")->setText(QStringLiteral("64"));
    QCOMPARE(bench.form.config()->stream, std::string("fog:3"));
    QCOMPARE(bench.form.config()->chunk, 0);
    bench.form.set_kind(RunKind::document);
    bench.form.set_model(books());
    QCOMPARE(bench.form.problem(), QString());
    QCOMPARE(bench.form.config()->method, std::string("in-place"));
    QCOMPARE(bench.form.config()->chunk, 128);
    QVERIFY(bench.form.config()->stream.empty());
    bench.form.set_kind(RunKind::images);
    bench.form.set_model(net());
    QCOMPARE(bench.form.config()->method, std::string("eata"));
    QCOMPARE(bench.form.config()->stream, std::string("fog:3"));
    QCOMPARE(bench.form.config()->batch, 64);
}

void ImageFormTest::a_configuration_brings_its_kind()
{
    Bench bench;
    RunConfig config;
    config.method = "sar";
    config.order = "continual";
    bench.form.set_config(config);
    QCOMPARE(bench.form.kind(), RunKind::images);
    QCOMPARE(bench.form.method(), std::string("sar"));
    QVERIFY(bench.form.problem().contains(QStringLiteral("reads text")));  // the model is one of language
    bench.form.set_model(net());
    QCOMPARE(bench.form.config()->order, std::string("continual"));
}

void ImageFormTest::a_net_that_lacks_something_is_a_sentence()
{
    ImageBench bench;
    bench.choose("method", QStringLiteral("ttt"));
    QVERIFY2(bench.reason("method").contains(QStringLiteral("no rotation branch")), qPrintable(bench.reason("method")));
    QVERIFY(!bench.form.config());
    QCOMPARE(bench.form.method(), std::string("ttt"));
    ModelFacts wrong = net();
    wrong.problem = "The net reads other images.";
    bench.form.set_model(wrong);
    QCOMPARE(bench.form.problem(), QStringLiteral("The net reads other images."));
}

void ImageFormTest::what_the_owner_of_the_images_knows_is_said()
{
    ImageBench bench;
    bench.form.set_input_check([](std::string_view key, const RunConfig& config) {
        return key == "stream" && config.stream == "nonsense" ? std::string("There is no nonsense.") : std::string();
    });
    QCOMPARE(bench.form.problem(), QString());
    bench.line("stream")->setText(QStringLiteral("nonsense"));
    QCOMPARE(bench.reason("stream"), QStringLiteral("There is no nonsense."));
    QCOMPARE(bench.form.problem(), QStringLiteral("There is no nonsense."));
    bench.form.set_kind(RunKind::document);  // and not of a document
    bench.form.set_model(books());
    QCOMPARE(bench.form.problem(), QString());
}

void ImageFormTest::ready_streams_fill_two_rows()
{
    ImageBench bench;
    const auto* button = bench.form.findChild<QToolButton*>(QStringLiteral("streams"));
    QVERIFY(button->isVisibleTo(&bench.form));
    QSignalSpy changed(&bench.form, &RunForm::changed);
    QStringList streams;
    for (QAction* action : button->menu()->actions()) {
        action->trigger();
        QCOMPARE(bench.form.problem(), QString());
        streams += QString::fromStdString(bench.form.config()->stream + "|" + bench.form.config()->order);
    }
    QCOMPARE(streams.removeDuplicates(), 0);
    QVERIFY(streams.contains(QStringLiteral("all:5|continual")));
    QCOMPARE(changed.size(), streams.size());
    bench.form.set_kind(RunKind::document);
    QVERIFY(!button->isVisibleTo(&bench.form));
}

void ImageFormTest::names_are_offered_between_commas()
{
    ImageBench bench;
    bench.form.set_stream_words({QStringLiteral("fog:5"), QStringLiteral("frost:5"), QStringLiteral("motion_blur:5")});
    QLineEdit* line = bench.line("stream");
    line->setText(QStringLiteral("fog:5,blur"));
    QCompleter* completer = line->completer();
    QVERIFY(completer);
    completer->setCompletionPrefix(line->text());
    QCOMPARE(completer->completionCount(), 1);
    QCOMPARE(completer->currentCompletion(), QStringLiteral("fog:5,motion_blur:5"));
    line->setText(QStringLiteral("fr,clean"));
    line->setCursorPosition(2);
    completer->setCompletionPrefix(line->text());
    QCOMPARE(completer->currentCompletion(), QStringLiteral("frost:5,clean"));
}

void ImageFormTest::presets_are_those_of_the_kind()
{
    ImageBench bench;
    QVERIFY(!bench.preset(QStringLiteral("official rule")));
    QCOMPARE(bench.form.note(), QStringLiteral("preset: TENT"));
    bench.line("stream")->setText(QStringLiteral("fog:3"));
    bench.line("lr_images")->setText(QStringLiteral("0.01"));
    QCOMPARE(bench.form.note(), QStringLiteral("preset: none"));
    bench.preset(QStringLiteral("EATA"))->trigger();
    QCOMPARE(bench.form.config()->method, std::string("eata"));
    QCOMPARE(bench.form.config()->stream, std::string("fog:3"));  // what is shown is no part of a preset
    QVERIFY(!bench.form.config()->lr);
    bench.form.set_kind(RunKind::document);
    QVERIFY(bench.preset(QStringLiteral("official rule")) && !bench.preset(QStringLiteral("EATA")));
}

void ImageFormTest::shared_settings_have_no_rule()
{
    ImageBench bench;
    bench.line("lr_images")->setText(QStringLiteral("0.01"));
    bench.line("batch")->setText(QStringLiteral("64"));
    bench.line("stream")->setText(QStringLiteral("fog:3"));
    const std::optional<RunConfig> shared = bench.form.shared_config();
    QVERIFY(shared);
    QVERIFY(!shared->lr);
    QCOMPARE(shared->batch, 64);
    QCOMPARE(shared->stream, std::string("fog:3"));
}

TTT_TEST(ImageFormTest)
#include "tst_image_form.moc"
