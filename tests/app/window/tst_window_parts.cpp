// The pieces of the window that need no engine: commands, tables, settings, run list with undo, report, command line.
#include "../../sessions/sample_run.h"
#include "../../views/sample_stream.h"
#include "app/window/lessons/recorded_heads.h"
#include "app/window/runs/go_to.h"
#include "app/window/runs/run_bar.h"
#include "app/window/runs/run_line.h"
#include "app/window/runs/run_report.h"
#include "app/window/shell/command_palette.h"
#include "app/window/shell/pasted_text.h"
#include "app/window/shell/picture.h"
#include "app/window/shell/text_actions.h"
#include "app/window/shell/window_options.h"
#include "app/window/shell/workspace.h"
#include "app/window/tables/compare_table.h"
#include "app/window/tables/table_window.h"
#include "app/workbench/replay_source.h"
#include "app/workbench/run_entries.h"
#include "app/workbench/run_estimate.h"
#include "app/workbench/run_undo.h"
#include "engine/records/error.h"
#include "sessions/edit.h"
#include "sessions/session_reader.h"
#include "sessions/session_writer.h"
#include "tests/support/test_main.h"
#include "views/plot/perplexity_view.h"
#include "views/selection.h"
#include "views/theme.h"

#include <QApplication>
#include <QDir>
#include <QDockWidget>
#include <QLabel>
#include <QMainWindow>
#include <QMenu>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>

using namespace ttt;

class WindowPartsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void commands_are_found_by_their_letters();
    void tables_become_csv();
    void time_left_is_readable();
    void workspace_keeps_recent_files_and_layouts();
    void deleted_and_renamed_runs_come_back();
    void replay_gives_the_records_of_the_file();
    void a_missing_run_is_a_failure_with_a_sentence();
    void compared_runs_are_aligned_by_token();
    void compared_runs_appear_as_they_are_read();
    void places_are_named();
    void text_is_copied();
    void pasted_text_becomes_a_document();
    void long_runs_are_estimated();
    void the_run_line_says_what_is_shown();
    void the_run_line_of_images();
    void reports_hold_numbers_and_pictures();
    void pictures_have_the_size_asked_for();
    void sizes_of_pictures_are_read();
    void pictures_fit_a_printed_page();
    void recorded_heads_are_read();
    void options_are_read();

private:
    std::string write_session(int runs);
    QTemporaryDir folder_;
};

std::string WindowPartsTest::write_session(int runs)
{
    static int count = 0;
    const std::string path = folder_.filePath(QStringLiteral("s%1.ttt").arg(++count)).toStdString();
    SessionWriter writer(path);
    for (int run = 0; run < runs; ++run) {
        writer.begin(sample::header("0b5c9a6e-000" + std::to_string(run) + "-4000-8000-000000000001"),
                     sample::document(12));
        for (std::int64_t step = 0; step < 3; ++step)
            writer.append(sample::step(step));
        writer.end(sample::summary());
    }
    return path;
}

void WindowPartsTest::commands_are_found_by_their_letters()
{
    QMenu file(QStringLiteral("&File")), inner(QStringLiteral("Picture of a view"));
    file.addAction(QStringLiteral("&Open document …"));
    file.addSeparator();
    file.addMenu(&inner);
    inner.addAction(QStringLiteral("Drift …"));
    const std::vector<Command> commands = commands_of({file.menuAction()});
    QCOMPARE(commands.size(), 2U);
    QCOMPARE(commands[1].text, QStringLiteral("File › Picture of a view › Drift …"));
    QCOMPARE(fit(QStringLiteral("drift pic"), commands[1].text), 0);
    QVERIFY(fit(QStringLiteral("opdoc"), commands[0].text) > 0);
    QCOMPARE(fit(QStringLiteral("xyz"), commands[0].text), -1);

    CommandPalette palette(commands, nullptr);
    QSignalSpy triggered(commands[1].action, &QAction::triggered);
    palette.show();
    QTest::keyClicks(palette.focusWidget() ? palette.focusWidget() : palette.findChild<QWidget*>(),
                     QStringLiteral("drift"));
    QTest::keyClick(palette.focusWidget() ? palette.focusWidget() : palette.findChild<QWidget*>(), Qt::Key_Return);
    QCOMPARE(triggered.size(), 1);
}

void WindowPartsTest::tables_become_csv()
{
    const ViewTable table{{"a", "b"}, {{"1,5", "say \"x\""}, {"plain", "two\nlines"}}};
    QCOMPARE(to_csv(table), QStringLiteral("a,b\r\n\"1,5\",\"say \"\"x\"\"\"\r\nplain,\"two\nlines\"\r\n"));
}

void WindowPartsTest::time_left_is_readable()
{
    QCOMPARE(time_left(4.2), QStringLiteral("5 s left"));
    QCOMPARE(time_left(125), QStringLiteral("2 min 05 s left"));
}

void WindowPartsTest::workspace_keeps_recent_files_and_layouts()
{
    QSettings settings(folder_.filePath(QStringLiteral("w.ini")), QSettings::IniFormat);
    Workspace workspace(settings, false);
    for (int file = 0; file < 12; ++file)
        workspace.add_recent(QStringLiteral("documents"), QString::number(file));
    workspace.add_recent(QStringLiteral("documents"), QStringLiteral("5"));
    QCOMPARE(workspace.recent(QStringLiteral("documents")).size(), 10);
    QCOMPARE(workspace.recent(QStringLiteral("documents")).first(), QStringLiteral("5"));
    QCOMPARE(workspace.recent(QStringLiteral("documents")).count(QStringLiteral("5")), 1);

    QMainWindow window;
    auto* dock = new QDockWidget;
    dock->setObjectName(QStringLiteral("dock"));
    window.addDockWidget(Qt::LeftDockWidgetArea, dock);
    workspace.save_layout(QStringLiteral("mine"), window);
    window.addDockWidget(Qt::RightDockWidgetArea, dock);
    QVERIFY(workspace.restore_layout(QStringLiteral("mine"), window));
    QCOMPARE(window.dockWidgetArea(dock), Qt::LeftDockWidgetArea);
    workspace.delete_layout(QStringLiteral("mine"));
    QVERIFY(workspace.layouts().isEmpty());

    workspace.set_text(QStringLiteral("model"), QStringLiteral("/m"));
    QCOMPARE(workspace.text(QStringLiteral("model")), QStringLiteral("/m"));
    QCOMPARE(Workspace(settings, true).text(QStringLiteral("model")), QString());
}

void WindowPartsTest::deleted_and_renamed_runs_come_back()
{
    const std::string session = write_session(3);
    QUndoStack stack;
    RunUndo undo(stack, [](const RunUndo::Act& act, const RunUndo::Act& done, const RunUndo::Act&) {
        act();
        if (done)
            done();
    });
    const std::string id = SessionReader(session).runs()[1].header.run_id;
    undo.rename(session, id, "", "mine");
    QCOMPARE(SessionReader(session).find(id).name, std::string("mine"));
    undo.remove(session, {id});
    QCOMPARE(run_entries(session).size(), 2U);
    stack.undo();
    QCOMPARE(run_entries(session).size(), 3U);
    QCOMPARE(SessionReader(session).find(id).name, std::string("mine"));
    QCOMPARE(SessionReader(session).steps(id, 0, 10).size(), 3U);
    stack.undo();
    QCOMPARE(SessionReader(session).find(id).name, std::string());
    stack.redo();
    stack.redo();
    QCOMPARE(run_entries(session).size(), 2U);
    stack.clear();
    QVERIFY(!QFile::exists(QString::fromStdString(session + ".deleted")));
}

void WindowPartsTest::replay_gives_the_records_of_the_file()
{
    const std::string session = write_session(1);
    const std::string id = SessionReader(session).runs()[0].header.run_id;
    ReplaySource source(session, id);
    QStringList order;
    StepBatch steps;
    connect(&source, &RecordSource::started, this, [&](const auto& start) {
        order.append(QStringLiteral("started"));
        QVERIFY(sample::same(start->header, sample::header(id)));
        QVERIFY(sample::same(std::get<DocumentRecord>(start->input), sample::document(12)));
    });
    connect(&source, &RecordSource::steps_ready, this,
            [&](const auto& batch) { steps.insert(steps.end(), batch->begin(), batch->end()); });
    connect(&source, &RecordSource::ended, this, [&](const RunSummary& summary) {
        order.append(QStringLiteral("ended"));
        QVERIFY(sample::same(summary, sample::summary()));
    });
    source.start();
    QTRY_COMPARE(order, (QStringList{QStringLiteral("started"), QStringLiteral("ended")}));
    QCOMPARE(steps.size(), 3U);
    for (std::size_t index = 0; index < steps.size(); ++index)
        QVERIFY(sample::same(steps[index], sample::step(static_cast<std::int64_t>(index))));
}

void WindowPartsTest::a_missing_run_is_a_failure_with_a_sentence()
{
    ReplaySource source(write_session(1), "ffffffff");
    RunSummary summary;
    connect(&source, &RecordSource::ended, this, [&](const RunSummary& end) { summary = end; });
    source.start();
    QTRY_COMPARE(summary.state, RunState::failed);
    QVERIFY(QString::fromStdString(summary.message).contains(QStringLiteral("ffffffff")));
}

void WindowPartsTest::compared_runs_are_aligned_by_token()
{
    RunModel shown, other;
    Selection selection;
    sample::fill(shown);
    sample::fill(other, {}, 5);
    CompareTable table(shown, selection);
    table.set_others({&other}, {QStringLiteral("half")});
    const ViewTable rows = table.table();
    QCOMPARE(rows.rows.size(), 2U);
    QCOMPARE(rows.rows[1][0], QStringLiteral("half"));
    QCOMPARE(rows.rows[1].back(), QStringLiteral("0.0 %"));  // the same numbers on the tokens of both
    QCOMPARE(perplexity_of(std::vector<float>{NAN, 1, 3, 100}, 3), std::exp(2.0));
    QVERIFY(std::isnan(perplexity_of({}, 5)));
}

void WindowPartsTest::compared_runs_appear_as_they_are_read()
{
    RunModel shown, other;
    Selection selection;
    sample::fill(shown);
    CompareTable view(shown, selection);
    view.set_others({&other}, {QStringLiteral("late")});
    auto* table = view.findChild<QTableWidget*>();
    QCOMPARE(table->item(1, 2)->text(), QStringLiteral("is being read …"));
    sample::fill(other);  // nothing moves the playhead of the shown run
    QTRY_COMPARE(table->item(1, 2)->text(), QStringLiteral("1,000"));
    QCOMPARE(table->item(1, 9)->text(), QStringLiteral("0.0 %"));
}

void WindowPartsTest::places_are_named()
{
    RunModel run;
    sample::fill(run);  // 1,000 tokens in chunks of 100
    const auto named = [&](const char* words) { return place_named(QString::fromUtf8(words), run).value_or(Place{}); };
    QVERIFY(named("250") == (Place{2, 250}));
    QVERIFY(named(" token 0,999 ") == (Place{9, 999}));
    QVERIFY(named("c3") == (Place{3, -1}));
    QVERIFY(named("Chunk 9") == (Place{9, -1}));
    for (const char* wrong : {"", "1,000", "c10", "chunk", "-1", "12x", "99999999999999999999"})
        QVERIFY2(!named(wrong), wrong);
}

void WindowPartsTest::text_is_copied()
{
    RunModel run;
    Selection selection;
    sample::fill(run);
    QCOMPARE(selected_text(run, selection).size(), QString::fromStdString(run.document().bytes).size());
    selection.lock({0, 0});
    QCOMPARE(selected_text(run, selection), QStringLiteral("Emma "));
    selection.pin({0, 2});
    QVERIFY(selected_text(run, selection).startsWith(QStringLiteral("Emma ")));
    QVERIFY(selected_text(run, selection).size() > 5);
    selection.reset();
    selection.lock({1, -1});
    QVERIFY(!selected_text(run, selection).isEmpty());
    QCOMPARE(selected_text(RunModel(), selection), QString());
}

void WindowPartsTest::pasted_text_becomes_a_document()
{
    qputenv("XDG_DATA_HOME", folder_.path().toUtf8());
    const QString first = keep_pasted(QStringLiteral("Überfluß")), second = keep_pasted(QStringLiteral("x"));
    QVERIFY(first != second);
    QFile file(first);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(QString::fromUtf8(file.readAll()), QStringLiteral("Überfluß"));
    QVERIFY_EXCEPTION_THROWN(keep_pasted(QStringLiteral(" \n")), Error);
}

void WindowPartsTest::long_runs_are_estimated()
{
    RunEntry like, other;
    like.speed_key = QStringLiteral("a");
    other.speed_key = QStringLiteral("b");
    std::vector<RunEntry> runs(7, like);
    for (std::size_t at = 0; at < runs.size(); ++at) {
        runs[at].seconds = 10;
        runs[at].tokens_done = 1000 * static_cast<qint64>(at + 1);
    }
    QVERIFY(!measured_rate(runs, other));
    QCOMPARE(*measured_rate(runs, like), 300.0);  // the median of the latest five: 100 … 500
    runs[0].seconds = 0.1;                        // says more about its start than about reading
    QCOMPARE(*measured_rate(runs, like), 400.0);
    QCOMPARE(estimate_words(document_kind, 60'000, 64, 100.0), QStringLiteral("938 chunks · about 10 min"));
    QVERIFY(estimate_words(document_kind, 64, 64, {}).contains(QStringLiteral("not measured")));
    QCOMPARE(estimate_words(images_kind, 6000, 200, 300.0), QStringLiteral("30 batches · about 20 s"));
    RunConfig asked;
    ModelConfig model;
    QCOMPARE(expected_chunk(asked, model), 512);
    model.ttt.mode = true;
    model.ttt.chunk = 64;
    QCOMPARE(expected_chunk(asked, model), 64);
    asked.chunk = 128;
    QCOMPARE(expected_chunk(asked, model), 128);
}

void WindowPartsTest::the_run_line_says_what_is_shown()
{
    RunModel run;
    RunLine line(run);
    line.resize(600, 40);
    line.show();
    const auto words = [&](const char* name) { return line.findChild<QLabel*>(QString::fromLatin1(name)); };
    QCOMPARE(words("run_facts")->text(), QStringLiteral("No run is shown."));
    RunHeader header = sample::stream_header();
    header.remarks = {"Tensors that were not used: a.bias.", "Quantised."};
    run.start(header, sample::stream_document());
    run.append(sample::stream());
    line.set_name(QStringLiteral("mine"));
    QCOMPARE(words("run_facts")->text(), QStringLiteral("mine · sample.txt · sample · In-Place TTT"));
    QCOMPARE(words("run_alerts")->text(), QStringLiteral("Tensors that were not used: a.bias. Quantised."));
    line.say(QStringLiteral("Report written: /x.pdf"));
    QVERIFY(words("run_said")->isVisible());
    RunSummary summary;
    summary.state = RunState::diverged;
    summary.message = "Diverged at chunk 7: adapted is 2 nats above frozen.";
    run.end(summary);
    QVERIFY(words("run_facts")->text().endsWith(QStringLiteral("diverged")));
    QVERIFY(words("run_alerts")->text().startsWith(QStringLiteral("Diverged at chunk 7")));
    line.resize(200, line.height());  // nothing is cut: it grows
    QTRY_VERIFY(words("run_alerts")->height() >= words("run_alerts")->heightForWidth(words("run_alerts")->width()));
    run.start(sample::stream_header(), sample::stream_document());
    QVERIFY(!words("run_said")->isVisible() && !words("run_alerts")->isVisible());
}

/// A collapse is said where one looks, in red; which images of a set are shown is no fault.
void WindowPartsTest::the_run_line_of_images()
{
    RunModel run;
    RunLine line(run);
    line.resize(600, 40);
    line.show();
    RunHeader header = sample::stream_header();
    header.kind = images_kind;
    header.config.method = "tent";
    ImageSetRecord images;
    images.name = "Fashion-MNIST test images";
    header.remarks = {"These are the first 2,000."};
    run.start(header, images);
    StepRecord step;
    step.end = 100;
    step.events = {{EventKind::collapse, {99, 0}, {0.1, 2.2}}};
    run.append({step});
    RunSummary summary;
    summary.state = RunState::finished;
    summary.message = "The predictions collapse from step 0 on.";
    run.end(summary);
    QVERIFY(line.findChild<QLabel*>(QStringLiteral("run_facts"))->text().contains(QStringLiteral("Fashion-MNIST")));
    QVERIFY(
        line.findChild<QLabel*>(QStringLiteral("run_alerts"))->text().startsWith(QStringLiteral("The predictions")));
    QVERIFY(line.findChild<QWidget*>(QStringLiteral("use_settings"))->isVisible());
    QCOMPARE(line.findChild<QLabel*>(QStringLiteral("run_remarks"))->text(),
             QStringLiteral("These are the first 2,000."));
    QVERIFY(!line.findChild<QLabel*>(QStringLiteral("run_alerts"))->text().contains(QStringLiteral("2,000")));
}

void WindowPartsTest::reports_hold_numbers_and_pictures()
{
    RunModel run;
    sample::fill(run);
    QImage image(20, 10, QImage::Format_RGB32);
    image.fill(Qt::red);
    const QString html = report_html(run, QStringLiteral("/s.ttt"),
                                     {{QStringLiteral("Drift"), QStringLiteral("10 of 10 points"), image}});
    for (const char* word :
         {"sample.txt", "xxh3:sample", "10 of 10 points", "data:image/png;base64,", "against twin", "512 – 1,000"})
        QVERIFY2(html.contains(QString::fromUtf8(word)), word);
    const QString pdf = folder_.filePath(QStringLiteral("r.pdf"));
    QCOMPARE(save_report(html, pdf), QString());
    QFile file(pdf);
    QVERIFY(file.open(QIODevice::ReadOnly) && file.read(4) == "%PDF");
    QVERIFY(save_report(html, QStringLiteral("/nowhere/r.html")).contains(QStringLiteral("/nowhere/r.html")));
}

void WindowPartsTest::pictures_have_the_size_asked_for()
{
    QLabel label(QStringLiteral("text"));
    label.resize(50, 20);
    const QString png = folder_.filePath(QStringLiteral("p.png"));
    QCOMPARE(save_picture(label, png, {{300, 200}}), QString());
    QCOMPARE(QImage(png).size(), QSize(600, 400));
    QCOMPARE(label.size(), QSize(50, 20));
    const QString svg = folder_.filePath(QStringLiteral("p.svg"));
    QCOMPARE(save_picture(label, svg, {{300, 200}}), QString());
    QFile file(svg);
    QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().contains("<svg"));
}

void WindowPartsTest::sizes_of_pictures_are_read()
{
    QCOMPARE(picture_size(QStringLiteral("1200 x 700"))->size, QSize(1200, 700));
    QVERIFY(!picture_size(QStringLiteral("1200×700"))->on_paper());
    const PictureSize column = picture_size(QStringLiteral("85 mm")).value();
    QCOMPARE(column.millimetres, QSizeF(85, 52.7));
    QCOMPARE(column.size, QSize(321, 199));
    QCOMPARE(picture_size(QStringLiteral("170 x 90 mm"))->millimetres, QSizeF(170, 90));
    QCOMPARE(picture_size(QStringLiteral("3.5x2 in"))->size, QSize(336, 192));
    QCOMPARE(picture_size(QStringLiteral("8.5 x 5 cm"))->millimetres, QSizeF(85, 50));
    for (const char* wrong : {"", "1200", "wide", "12 x", "3 x 3", "99999 x 2", "85 mm x", "-85 mm", "1e9 mm"})
        QVERIFY2(!picture_size(QString::fromUtf8(wrong)), wrong);
}

/// On paper: the size in millimetres, letters of 8 pt, light colours; afterwards all is as it was.
void WindowPartsTest::pictures_fit_a_printed_page()
{
    QApplication::setPalette(application_palette(true));
    RunModel run;
    Selection selection;
    PerplexityView view(run, selection);
    sample::fill(run);
    view.resize(500, 300);
    const QFont font = view.plot()->font();
    const PictureSize column = picture_size(QStringLiteral("85 mm")).value();
    for (const char* ending : {"svg", "pdf", "png"})
        QCOMPARE(save_picture(view, folder_.filePath(QStringLiteral("column.%1").arg(QLatin1String(ending))), column),
                 QString());
    QCOMPARE(view.size(), QSize(500, 300));
    QCOMPARE(view.plot()->font(), font);
    QVERIFY(theme(view.plot()->palette()).dark);
    QFile svg(folder_.filePath(QStringLiteral("column.svg"))), pdf(folder_.filePath(QStringLiteral("column.pdf")));
    QVERIFY(svg.open(QIODevice::ReadOnly) && pdf.open(QIODevice::ReadOnly));
    const QByteArray drawn = svg.readAll();
    QVERIFY2(drawn.contains("width=\"85mm\" height=\"52.7mm\""), drawn.left(300).constData());
    QVERIFY(!drawn.contains("<image") && drawn.contains("<path") && drawn.contains("perplexity"));
    QVERIFY(drawn.contains(theme(false).panel.name().toUtf8()) && !drawn.contains(theme(true).panel.name().toUtf8()));
    const QByteArray page = pdf.readAll();
    QVERIFY(page.startsWith("%PDF") && !page.contains("/Subtype /Image"));
    const QImage image(folder_.filePath(QStringLiteral("column.png")));
    QCOMPARE(image.width(), 1003);  // 85 mm at 300 to the inch
    QCOMPARE(image.dotsPerMeterX(), 11811);
    for (const char* ending : {"svg", "pdf", "png"}) {  // for a person to look at
        const QString seen = QStringLiteral(TTT_SCREENSHOTS_DIR "/column.%1").arg(QLatin1String(ending));
        QFile::remove(seen);
        QVERIFY(QDir().mkpath(QStringLiteral(TTT_SCREENSHOTS_DIR)));
        QVERIFY(QFile::copy(folder_.filePath(QStringLiteral("column.%1").arg(QLatin1String(ending))), seen));
    }
    QApplication::setPalette(application_palette(false));
}

void WindowPartsTest::recorded_heads_are_read()
{
    const QString path = QStringLiteral(TTT_RESOURCES_DIR "/lessons/recorded/heads.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly) && file.size() < 32'000);
    const RecordedHeads shipped = parse_recorded_heads(file.readAll(), path);
    QVERIFY(shipped.model.contains(QStringLiteral("SmolLM2")) && !shipped.date.isEmpty());
    QVERIFY(shipped.command.startsWith(QStringLiteral("ttt heads")));
    QCOMPARE(shipped.heads.size(), 270U);
    const auto best = std::ranges::max_element(shipped.heads, {}, &HeadScore::prefix_random);
    QVERIFY(best->prefix_random > 0.5 && best->layer > 0);  // an induction head, behind a layer that notes
    const QByteArray head = R"({"model": "m", "date": "d", "command": "c", "heads": )";
    QCOMPARE(parse_recorded_heads(head + "[[1, 2, 0.5, 3]]}", {}).heads.size(), 1U);
    for (const char* wrong :
         {"[[1, 2, 0.5]]}", "[[1, 2, 7, 3]]}", "[[-1, 2, 0.5, 3]]}", "[[\"a\", 2, 0.5, 3]]}", "[3]}"})
        QVERIFY_THROWS_EXCEPTION(Error, parse_recorded_heads(head + wrong, QStringLiteral("f")));
    QVERIFY_THROWS_EXCEPTION(Error, parse_recorded_heads("{", QStringLiteral("f")));
}

void WindowPartsTest::options_are_read()
{
    const WindowOptions options = parse_window_options(
        {"ttt-workbench", "a.txt", "--run", "--tokens", "500", "--size", "800x600", "--quit", "--screenshot", "o.png"});
    QCOMPARE(options.document, QStringLiteral("a.txt"));
    QVERIFY(options.run && options.quit && !options.replay);
    QCOMPARE(options.tokens, 500);
    QCOMPARE(options.size, QSize(800, 600));
    QCOMPARE(parse_window_options({"x", "--replay", "latest"}).replay.value(), QString());
}

TTT_TEST(WindowPartsTest)
#include "tst_window_parts.moc"
