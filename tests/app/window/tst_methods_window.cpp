// Comparing methods in the window: the drawing and the table, picks, runs one after another, runs of the session.
#include "../../views/sample_stream.h"
#include "app/window/methods/method_picks.h"
#include "app/window/methods/method_runs.h"
#include "app/window/methods/methods_window.h"
#include "app/window/shell/appearance.h"
#include "app/window/shell/unattended.h"
#include "app/window/tables/compare_table.h"
#include "engine/run_choices.h"
#include "sessions/session_reader.h"
#include "tests/support/own_window.h"
#include "tests/support/test_main.h"
#include "views/forms/run_form.h"
#include "views/plot/minmax_pyramid.h"
#include "views/plot/plot.h"
#include "views/selection.h"

#include <QAction>
#include <QCheckBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;

namespace {

constexpr std::int64_t tokens = 6000, chunk = 50;

float frozen_at(std::int64_t item)
{
    return 4 + std::sin(0.7F * static_cast<float>(item)) + 0.4F * std::sin(0.01F * static_cast<float>(item));
}

/// A method that gains `by` nats more and more, with noise of its own.
ShownMethod made_up(const std::string& name, float by)
{
    ShownMethod method;
    method.result.name = name;
    method.result.run_id = "id-" + name;
    method.result.chunk = chunk;
    method.result.seconds = 12.3;
    method.result.peak_memory_mib = 812;
    for (std::int64_t item = 0; item < tokens; ++item) {
        const float noise = 0.3F * std::sin(static_cast<float>(item) * (1.3F + by));
        const float gain = by * (1 - std::exp(-static_cast<float>(item) / 2000)) + (by > 0 ? noise : 0);
        method.result.nll.push_back(item == 0 ? std::nanf("") : frozen_at(item) - gain);
        method.items.push_back(item % 97);
    }
    if (name == frozen_name)
        method.frozen = method.result.nll;
    return method;
}

ModelConfig small_model(bool is_trained)
{
    ModelConfig config;
    config.layer_count = 6;
    config.hidden_size = 64;
    config.windows.assign(6, 64);
    config.ttt.mode = is_trained;
    if (is_trained) {
        config.ttt.layers = {1, 3};
        config.ttt.lr = {0.01};
        config.ttt.chunk = chunk;
    }
    return config;
}

/// Plays a made-up run of the configuration; "lora" fails.
class PlayedSource : public RecordSource {
public:
    explicit PlayedSource(RunConfig config) : config_(std::move(config)) {}
    ~PlayedSource() override { stop_and_wait(); }

protected:
    RunSummary work(std::stop_token cancel) override
    {
        if (config_.method == "lora")
            throw std::runtime_error("LoRA is out of order.");
        const sample::StreamShape shape{.tokens = 1000, .chunk = 100, .twin = false};
        RunHeader header = sample::stream_header(shape);
        header.run_id += config_.method + config_.arms.text();
        header.config.method = config_.method;
        header.config.arms = config_.arms;
        send_start({header, sample::stream_document(shape)});
        RunSummary summary;
        for (StepRecord& step : sample::stream(shape)) {
            if (cancel.stop_requested())
                break;
            summary.items = step.end;
            send_step(std::move(step));
        }
        if (config_.tokens > 0) {  // goes on until it is cancelled
            std::mutex mutex;
            std::condition_variable_any never;
            std::unique_lock lock(mutex);
            never.wait(lock, cancel, [] { return false; });
        }
        summary.state = cancel.stop_requested() ? RunState::cancelled : RunState::finished;
        return summary;
    }

private:
    RunConfig config_;
};

PickedMethod pick(const char* method, std::int64_t run_tokens = 0)
{
    PickedMethod picked{.name = QString::fromLatin1(method), .method = method, .config = {}};
    picked.config = compared_config({}, method, small_model(true));
    picked.config.tokens = run_tokens;
    return picked;
}

}  // namespace

class MethodsWindowTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void the_table_tells_what_each_gained();
    void curves_end_at_the_table();
    void another_text_is_not_compared();
    void nothing_to_measure_against();
    void the_table_of_runs_borrows_a_frozen_arm();
    void picks_become_runs();
    void picks_say_what_can_not_be();
    void methods_run_one_after_another();
    void a_failure_is_told_and_the_rest_goes_on();
    void cancel_drops_what_waits();
    void from_the_menu_to_the_table();
    void screenshots();

private:
    QTemporaryDir folder_;
};

void MethodsWindowTest::initTestCase()
{
    qputenv("TTT_RESOURCES", TTT_RESOURCES_DIR);
    QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR));
    apply_theme(QStringLiteral("light"));
}

void MethodsWindowTest::the_table_tells_what_each_gained()
{
    RunModel run;
    Selection selection;
    MethodsView view(run, selection);
    QVERIFY(view.table().rows.empty());
    view.add(QStringLiteral("LoRA"), made_up("lora", 0.2F));  // before there is anything to measure against
    QCOMPARE(view.table().rows[0][2], QStringLiteral("–"));
    view.add(QStringLiteral("Frozen"), made_up("frozen", 0));
    const ViewTable table = view.table();
    QCOMPARE(table.header[6], QStringLiteral("peak memory"));
    QCOMPARE(table.header[7], QStringLiteral("0 – 512"));
    QCOMPARE(table.header.size(), 7 + 5);  // to 6,000
    const Gain gain = paired_gain(made_up("frozen", 0).frozen, made_up("lora", 0.2F).result.nll, chunk);
    const auto& lora = table.rows[0];
    QCOMPARE(lora[0], QStringLiteral("LoRA"));
    QCOMPARE(lora[2].chopped(2).replace(u'−', u'-').toDouble(), std::round(1000 * gain.change) / 10);
    QVERIFY2(QRegularExpression(QStringLiteral("^−\\d+\\.\\d to −\\d+\\.\\d %$")).match(lora[3]).hasMatch(),
             qPrintable(lora[3]));
    QVERIFY2(lora[4].endsWith(u'%'), qPrintable(lora[4]));
    QCOMPARE(lora[5], QStringLiteral("12.3"));
    QCOMPARE(lora[6], QStringLiteral("812 MiB"));
    QCOMPARE(table.rows[1][3], QStringLiteral("–"));
    QVERIFY(view.note().contains(QStringLiteral("blocks of 50 tokens")));
    view.clear();
    QVERIFY(view.table().rows.empty());
    QVERIFY(view.plot()->data().lines.empty());
}

void MethodsWindowTest::curves_end_at_the_table()
{
    RunModel run;
    Selection selection;
    MethodsView view(run, selection);
    view.add(QStringLiteral("Frozen"), made_up("frozen", 0));
    view.add(QStringLiteral("LoRA"), made_up("lora", 0.2F));
    view.add(QStringLiteral("In-Place TTT"), made_up("in-place", 0.3F));
    const PlotData& gains = view.plot()->data();
    QCOMPARE(gains.lines.size(), 2U);  // frozen is the line at 0
    QCOMPARE(gains.bands.size(), 2U);
    QCOMPARE(gains.references.size(), 1U);
    const Gain gain = view.comparison().methods[2].gain;
    const MinMaxPyramid& curve = *gains.lines[1].points;
    QVERIFY(std::abs(curve.y(curve.size() - 1) - 100 * gain.change) < 1e-4);
    QVERIFY(std::abs(gains.bands[1].low->y(curve.size() - 1) - 100 * gain.low) < 1e-4);
    QCOMPARE(curve.x(curve.size() - 1), static_cast<double>(tokens - 1));
    view.restore(QStringLiteral("ranges"));
    QCOMPARE(view.save(), QStringLiteral("ranges"));
    QCOMPARE(view.plot()->data().lines.size(), 3U);
    QCOMPARE(view.plot()->data().lines[0].points->size(), 5);
}

void MethodsWindowTest::another_text_is_not_compared()
{
    RunModel run;
    Selection selection;
    MethodsView view(run, selection);
    view.add(QStringLiteral("Frozen"), made_up("frozen", 0));
    ShownMethod other = made_up("lora", 0.2F);
    other.items[5] = 4711;
    view.add(QStringLiteral("LoRA"), other);
    QCOMPARE(view.table().rows[1][1], QStringLiteral("–"));
    QVERIFY(view.plot()->data().lines.empty());
    const auto labels = view.findChildren<QLabel*>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel* label) { return label->text().contains(QStringLiteral("another text")); }));
}

void MethodsWindowTest::nothing_to_measure_against()
{
    RunModel run;
    Selection selection;
    MethodsView view(run, selection);
    view.add(QStringLiteral("LoRA"), made_up("lora", 0.2F));
    QVERIFY(view.plot()->data().lines.empty());
    ShownMethod paired = made_up("in-place", 0.3F);
    paired.frozen = made_up("frozen", 0).frozen;
    view.add(QStringLiteral("In-Place TTT"), paired);  // its own frozen arm serves both
    QCOMPARE(view.plot()->data().lines.size(), 2U);
}

void MethodsWindowTest::the_table_of_runs_borrows_a_frozen_arm()
{
    RunModel paired, adapted;
    Selection selection;
    sample::fill(paired);
    sample::StreamShape alone;
    alone.frozen = false;
    sample::fill(adapted, alone);
    CompareTable table(paired, selection);
    table.set_others({&adapted}, {QStringLiteral("adapted alone")});
    constexpr std::size_t frozen = 3, against_frozen = 6;
    QCOMPARE(table.table().rows[1][frozen], QStringLiteral("–"));
    QCOMPARE(table.table().rows[1][against_frozen], table.table().rows[0][against_frozen]);
    QVERIFY(table.table().rows[0][against_frozen].endsWith(u'%'));
    table.set_others({}, {});
}

void MethodsWindowTest::picks_become_runs()
{
    MethodPicks picks;
    picks.show();
    RunConfig form;
    form.decay = {0.5};
    form.tokens = 300;
    RunConfig shared;
    shared.tokens = 300;
    picks.set_form(shared, form, facts_of(small_model(true), "made-up"), {}, small_model(true));
    auto* rank = picks.findChild<QLineEdit*>(QStringLiteral("lora.rank"));
    QVERIFY(rank && !rank->placeholderText().isEmpty());
    QTest::keyClicks(rank, QStringLiteral("3"));
    QVERIFY2(picks.problem().isEmpty(), qPrintable(picks.problem()));
    const std::vector<PickedMethod> picked = picks.picked();
    QCOMPARE(picked.size(), 5U);
    QCOMPARE(picked[0].method, std::string("frozen"));
    QCOMPARE(picked[0].config.arms.text(), std::string("frozen"));
    QCOMPARE(picked[1].config.decay, std::vector<double>{0.5});  // the form is set to In-Place TTT
    QCOMPARE(picked[2].method, std::string("dynamic-evaluation"));
    QVERIFY(picked[2].config.decay.empty());
    QCOMPARE(picked[3].config.rank, std::optional<std::int64_t>(3));
    QCOMPARE(picked[4].method, std::string("in-place+dynamic-evaluation"));
    for (const PickedMethod& method : picked)
        QCOMPARE(method.config.tokens, 300);
    QTest::keyClick(rank, Qt::Key_Backspace);
    QTest::keyClicks(rank, QStringLiteral("0"));
    QVERIFY(picks.problem().contains(QStringLiteral("'0' is not a whole number of at least 1")));
    QVERIFY(picks.picked().empty());
    picks.findChild<QCheckBox*>(QStringLiteral("lora"))->setChecked(false);  // what is not run is no problem
    QVERIFY2(picks.problem().isEmpty(), qPrintable(picks.problem()));
}

void MethodsWindowTest::picks_say_what_can_not_be()
{
    MethodPicks picks;
    QVERIFY(!picks.problem().isEmpty());
    picks.set_form(RunConfig(), std::nullopt, facts_of(small_model(false), "made-up"), {}, small_model(false));
    auto* in_place = picks.findChild<QCheckBox*>(QStringLiteral("in-place"));
    QVERIFY(!in_place->isChecked());  // a stock model can't, and need not be asked
    auto* reason = picks.findChild<QLabel*>(QStringLiteral("in-place_reason"));
    QVERIFY(reason->text().contains(QStringLiteral("no trained TTT parameters")));
    QVERIFY2(picks.problem().isEmpty(), qPrintable(picks.problem()));
    in_place->setChecked(true);
    QVERIFY(picks.problem().contains(QStringLiteral("no trained TTT parameters")));
    picks.set_form(RunConfig(), std::nullopt, facts_of(small_model(false), "made-up"), {}, small_model(false));
    QVERIFY(in_place->isChecked());  // ticks stay while the model does
    in_place->setChecked(false);
    QVERIFY2(picks.problem().isEmpty(), qPrintable(picks.problem()));
    QVERIFY(picks.picked()[0].config.chunk > 0);  // a stock model names none for the frozen arm
    for (const char* method : {"dynamic-evaluation", "lora"})
        picks.findChild<QCheckBox*>(QLatin1String(method))->setChecked(false);
    QCOMPARE(picks.problem(), QStringLiteral("Tick a method that learns."));
}

/// A controller whose sources play made-up runs.
static std::unique_ptr<RunController> played_controller(RunModel& run)
{
    return std::make_unique<RunController>(
        run, [](const RunConfig& config, const std::string&) { return std::make_unique<PlayedSource>(config); },
        [](const std::string&, const std::string&) { return std::make_unique<PlayedSource>(RunConfig()); });
}

void MethodsWindowTest::methods_run_one_after_another()
{
    RunModel run;
    const auto controller = played_controller(run);
    MethodRuns runs(*controller, run);
    QSignalSpy ended(&runs, &MethodRuns::ended);
    std::vector<ShownMethod> methods;
    connect(&runs, &MethodRuns::method_ended, &runs,
            [&](const QString&, const ShownMethod& method) { methods.push_back(method); });
    runs.start({pick("frozen"), pick("in-place"), pick("dynamic-evaluation")}, "s.ttt");
    QVERIFY(runs.queue().is_running());
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(methods.size(), 3U);
    QCOMPARE(methods[0].result.name, std::string("frozen"));
    QCOMPARE(methods[0].result.nll.size(), 1000U);
    QCOMPARE(methods[2].result.name, std::string("dynamic-evaluation"));
    QVERIFY(methods[2].result.problem.empty());
    QVERIFY(methods[0].result.run_id != methods[1].result.run_id);
    QVERIFY(methods[1].result.nll[500] < methods[0].result.nll[500]);  // adapted, and frozen
    QCOMPARE(runs.queue().position(), 3U);
}

void MethodsWindowTest::a_failure_is_told_and_the_rest_goes_on()
{
    RunModel run;
    const auto controller = played_controller(run);
    MethodRuns runs(*controller, run);
    QSignalSpy ended(&runs, &MethodRuns::ended);
    std::vector<ShownMethod> methods;
    connect(&runs, &MethodRuns::method_ended, &runs,
            [&](const QString&, const ShownMethod& method) { methods.push_back(method); });
    runs.start({pick("frozen"), pick("lora"), pick("in-place")}, "s.ttt");
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(methods.size(), 3U);
    QCOMPARE(methods[1].result.problem, std::string("LoRA is out of order."));
    QVERIFY(methods[1].result.nll.empty());
    QVERIFY(methods[2].result.problem.empty());
    QCOMPARE(methods[2].result.nll.size(), 1000U);
}

void MethodsWindowTest::cancel_drops_what_waits()
{
    RunModel run;
    const auto controller = played_controller(run);
    MethodRuns runs(*controller, run);
    QSignalSpy ended(&runs, &MethodRuns::ended);
    QStringList names;
    connect(&runs, &MethodRuns::method_ended, &runs, [&](const QString& name) { names += name; });
    runs.start({pick("frozen"), pick("in-place", 1), pick("dynamic-evaluation")}, "s.ttt");
    QTRY_COMPARE(names.size(), 1);
    QTRY_COMPARE(run.item_count(), 1000);
    controller->cancel();  // the window's own Cancel
    QTRY_COMPARE(ended.size(), 1);
    QCOMPARE(names, (QStringList{"frozen", "in-place"}));
    QVERIFY(!runs.queue().is_running());
}

void MethodsWindowTest::from_the_menu_to_the_table()
{
    QSettings settings(folder_.filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
    WindowOptions options;
    options.session = folder_.filePath(QStringLiteral("s.ttt"));
    options.document = QStringLiteral(TTT_RESOURCES_DIR "/documents/quick-page.txt");
    options.tokens = 520;  // eight blocks: an interval
    options.size = {1300, 800};
    Dialogs dialogs = unattended_dialogs();
    QStringList told;
    dialogs.tell = [&](QWidget*, const QString&, const QString& sentence) { told += sentence; };
    const QString picture = folder_.filePath(QStringLiteral("m.png")), csv = folder_.filePath(QStringLiteral("m.csv"));
    QStringList save_as{picture, csv};
    dialogs.save_file = [&](auto...) { return save_as.takeFirst(); };
    dialogs.ask_text = [](auto...) { return std::optional<QString>(QStringLiteral("900 x 500")); };
    test::OwnWindow window(options, settings, dialogs);
    QSignalSpy opened(&window.documents(), &DocumentOpener::answered);
    window.show();
    window.open_at_start(options);
    QVERIFY(!opened.isEmpty() || opened.wait(30'000));

    auto* form = window.findChild<RunForm*>();
    const auto* memory = form->findChild<QLabel*>(QStringLiteral("memory"));
    QVERIFY(memory->isHidden());  // In-Place TTT keeps little
    RunConfig learning;
    learning.method = "dynamic-evaluation";
    form->set_config(learning);
    const QRegularExpression words(QStringLiteral("^Needs about 0\\.\\d+ GiB of memory; [\\d.]+ GiB are free\\.$"));
    QVERIFY2(words.match(memory->text()).hasMatch(), qPrintable(memory->text()));
    QVERIFY(memory->toolTip().startsWith(QStringLiteral("weights 0.043 GiB")));
    form->set_config({});
    QVERIFY(memory->isHidden());

    for (QAction* action : window.findChildren<QAction*>())
        if (action->text() == QStringLiteral("Compare &methods …"))
            action->trigger();
    MethodsWindow& methods = window.methods();
    QVERIFY(methods.isVisible());
    for (const char* method : {"lora", "dynamic-evaluation", "in-place+dynamic-evaluation"})
        methods.picks().findChild<QCheckBox*>(QLatin1String(method))->setChecked(false);
    auto* start = methods.findChild<QPushButton*>(QStringLiteral("start"));
    QVERIFY2(start->isEnabled(), qPrintable(methods.findChild<QLabel*>(QStringLiteral("words"))->text()));
    QSignalSpy ended(&methods.runs(), &MethodRuns::ended);
    QTest::mouseClick(start, Qt::LeftButton);
    QVERIFY(methods.runs().queue().is_running());
    QVERIFY(!start->isEnabled());
    QTRY_COMPARE_WITH_TIMEOUT(ended.size(), 1, 120'000);
    QVERIFY2(told.isEmpty(), qPrintable(told.join(u'\n')));
    const ViewTable live = methods.view().table();
    QCOMPARE(live.rows.size(), 2U);
    QCOMPARE(live.rows[0][0], QStringLiteral("Frozen"));
    QCOMPARE(live.rows[1][0], QStringLiteral("In-Place TTT"));
    QVERIFY2(live.rows[1][2].endsWith(u'%'), qPrintable(live.rows[1][2]));

    QStringList ids;
    for (const RunInfo& info : SessionReader(options.session.toStdString()).runs())
        ids.prepend(QString::fromStdString(info.header.run_id));
    QCOMPARE(ids.size(), 2);
    window.show_runs_as_methods(ids);  // the latest first
    QTRY_COMPARE(methods.view().table().rows.size(), 2U);
    const ViewTable logged = methods.view().table();
    for (int column = 1; column < 5; ++column)
        QCOMPARE(logged.rows[0][static_cast<std::size_t>(column)], live.rows[1][static_cast<std::size_t>(column)]);
    window.exports().picture(methods.view());
    window.exports().table(methods.view());
    QCOMPARE(QImage(picture).size(), QSize(1800, 1000));
    QFile file(csv);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), 3);
    QVERIFY2(told.isEmpty(), qPrintable(told.join(u'\n')));
}

void MethodsWindowTest::screenshots()
{
    RunModel run;
    Selection selection;
    RunController controller(run);
    MethodsWindow window(controller, run, selection, {.picture = [](View&) {}, .table = [](View&) {}});
    const auto shoot = [&](const QString& name) {
        for (const char* theme : {"dark", "light"}) {
            apply_theme(QLatin1String(theme));
            QTest::qWait(60);
            window.grab().save(
                QStringLiteral(TTT_SCREENSHOTS_DIR "/methods-%1-%2.png").arg(name, QLatin1String(theme)));
        }
    };
    window.picks().set_form(RunConfig(), RunConfig(), facts_of(small_model(true), "made-up"), {}, small_model(true));
    window.set_text(QStringLiteral("emma-start.txt is read by each ticked method of books-ttt, one after another."),
                    {});
    window.show();
    shoot(QStringLiteral("empty"));
    const std::tuple<const char*, const char*, float> made[]{{"Frozen", "frozen", 0.F},
                                                             {"In-Place TTT", "in-place", 0.28F},
                                                             {"Dynamic evaluation", "dynamic-evaluation", 0.2F},
                                                             {"LoRA", "lora", 0.11F}};
    for (const auto& [words, name, by] : made)
        window.view().add(QString::fromLatin1(words), made_up(name, by));
    Plot* plot = window.view().plot();
    plot->set_crosshair(4000);
    shoot(QStringLiteral("gain"));
    window.view().restore(QStringLiteral("ranges"));
    shoot(QStringLiteral("ranges"));
    window.view().restore(QStringLiteral("gain"));
    ShownMethod broken;
    broken.result.name = "lora";
    broken.result.problem = "LoRA learns in q, v, down and head, named once each with commas between, not in \"k\".";
    window.view().add(QStringLiteral("LoRA"), broken);
    window.picks().set_form(RunConfig(), std::nullopt, facts_of(small_model(false), "made-up"), {}, small_model(false));
    shoot(QStringLiteral("problems"));
}

TTT_TEST(MethodsWindowTest)
#include "tst_methods_window.moc"
