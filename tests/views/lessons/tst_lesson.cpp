// The format of lessons: every shipped one is read, broken ones say exactly where.
#include "engine/records/error.h"
#include "tests/support/test_main.h"
#include "tests/views/sample_stream.h"
#include "views/lessons/lesson.h"
#include "views/lessons/lesson_settings.h"
#include "views/lessons/lesson_truth.h"

#include <QDir>
#include <QTest>
#include <QTextDocument>

#include <cmath>

using namespace ttt;

class LessonTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void every_shipped_lesson_is_read();
    void every_shipped_lesson_is_fit_to_be_read_data();
    void every_shipped_lesson_is_fit_to_be_read();
    void a_broken_lesson_says_where_data();
    void a_broken_lesson_says_where();
    void a_step_has_the_state_of_all_before_it();
    void a_wish_is_about_one_field();
    void places_are_found_in_the_text();
    void a_token_is_asked_among_likely_ones();
    void a_curve_is_cut_into_means();
    void a_sketch_is_scored();

private:
    static QStringList shipped()
    {
        return QDir(QStringLiteral(TTT_RESOURCES_DIR "/lessons"))
            .entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    }
    static Lesson read(const QString& name)
    {
        QFile file(QStringLiteral(TTT_RESOURCES_DIR "/lessons/") + name);
        return file.open(QIODevice::ReadOnly) ? parse_lesson(file.readAll(), name) : Lesson{};
    }
};

void LessonTest::every_shipped_lesson_is_read()
{
    QVERIFY(shipped().size() >= 6);
    for (const QString& name : shipped()) {
        try {
            const Lesson lesson = read(name);
            QVERIFY(!lesson.title.isEmpty());
        } catch (const Error& error) {
            QFAIL(error.what());
        }
    }
}

void LessonTest::every_shipped_lesson_is_fit_to_be_read_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : shipped())
        QTest::newRow(qPrintable(name)) << name;
}

/// Short steps, shipped documents, at least one question, settings that a step needs before its run.
void LessonTest::every_shipped_lesson_is_fit_to_be_read()
{
    QFETCH(QString, name);
    const Lesson lesson = read(name);
    QVERIFY(lesson.steps.size() >= 5 && lesson.steps.size() <= 9);
    int questions = 0, drawings = 0;
    for (int at = 0; at < static_cast<int>(lesson.steps.size()); ++at) {
        const LessonStep& step = lesson.steps[static_cast<std::size_t>(at)];
        QTextDocument text;
        text.setMarkdown(step.text);
        const auto words =
            text.toPlainText().split(QRegularExpression(QStringLiteral("\\s+")), Qt::SkipEmptyParts).size();
        QVERIFY2(words >= 20 && words <= 95, qPrintable(QStringLiteral("%1: %2 words").arg(step.id).arg(words)));
        questions += step.ask.kind != LessonAsk::Kind::none;
        const LessonState state = lesson.state_at(at);
        QVERIFY2(state.panels, qPrintable(step.id));
        for (const QString& framed : step.highlight)
            QVERIFY2(!lesson_panels().contains(framed) || state.panels->contains(framed),
                     qPrintable(step.id + QStringLiteral(" frames a hidden panel: ") + framed));
        if (state.document)
            QVERIFY2(QFile::exists(QStringLiteral(TTT_RESOURCES_DIR "/documents/") + *state.document),
                     qPrintable(step.id));
        const bool needs_run = step.goal.kind == LessonGoal::Kind::run_finished ||
                               step.ask.kind == LessonAsk::Kind::curve || step.ask.kind == LessonAsk::Kind::token;
        QVERIFY2(!needs_run || (state.run && state.shows_run.value_or(false)), qPrintable(step.id));
        QVERIFY2(state.drawing.isEmpty() ||
                     QFile::exists(QStringLiteral(TTT_RESOURCES_DIR "/lessons/drawings/%1.svg").arg(state.drawing)),
                 qPrintable(step.id));
        drawings += state.drawing.isEmpty() ? 0 : 1;
        QVERIFY2(!state.panels->isEmpty() || !state.drawing.isEmpty(),
                 qPrintable(step.id + QStringLiteral(" shows nothing at all")));
        QVERIFY2(!state.run || (state.run->tokens > 0 && state.run->tokens <= 4096), qPrintable(step.id));
    }
    QVERIFY(questions >= 1);
    QVERIFY(drawings >= 1 || lesson.id == QStringLiteral("05-what-breaks-it"));  // it has the panel of the theorem
}

namespace {

QByteArray lesson_with(const QByteArray& step)
{
    return QByteArray(R"({"id": "x", "title": "X", "minutes": 3, "steps": [)") + step + "]}";
}

}  // namespace

void LessonTest::a_broken_lesson_says_where_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char* name, const QByteArray& json, const char* sentence) {
        QTest::newRow(*name ? name : "empty") << json << QString::fromUtf8(sentence);
    };
    row("cut off", "{\"id\": \"x\",\n \"title\": ", "x.json is not JSON from byte 23 on (line 2, column 11).");
    row("list", "[1]", "x.json: a lesson is an object { … }.");
    row("no title", R"({"id": "x", "minutes": 3, "steps": [{}]})",
        "x.json, field \"title\": it is missing; a text is needed.");
    row("other name", R"({"id": "y"})", "x.json, field \"id\": \"y\" must be the name of the file without .json.");
    row("no minutes", R"({"id": "x", "title": "X", "minutes": 2.5, "steps": [{}]})",
        "x.json, field \"minutes\": a whole number from 1 to 240 is needed here.");
    row("no steps", R"({"id": "x", "title": "X", "minutes": 3, "steps": []})",
        "x.json, field \"steps\": a list of objects is needed here, and one at least.");
    row("no step id", lesson_with(R"({"text": "t"})"),
        "x.json, step 1, field \"id\": it is missing; a text is needed.");
    row("twice", lesson_with(R"({"id": "a", "text": "t"}, {"id": "a", "text": "t"})"),
        "x.json, step \"a\", field \"id\": another step has the same id.");
    row("no text", lesson_with(R"({"id": "a", "text": " "})"),
        "x.json, step \"a\", field \"text\": a text is needed here.");
    row("misspelt", lesson_with(R"({"id": "a", "text": "t", "higlight": []})"),
        "x.json, step \"a\", field \"higlight\": no such field is known here; known are id, text.");
    row("unknown panel", lesson_with(R"({"id": "a", "text": "t", "state": {"panels": ["drfit"]}})"),
        "x.json, step \"a\", field \"state.panels\": there is no panel \"drfit\"; panels are run, sessions, document, "
        "perplexity, details, drift, patterns, theorem, heads, provenance, pattern-chunks.");
    row("unknown setting", lesson_with(R"({"id": "a", "text": "t", "state": {"run": {"fast_layer": [1]}}})"),
        "x.json, step \"a\", field \"state.run.fast_layer\": no such field is known here.");
    row("setting of another type", lesson_with(R"({"id": "a", "text": "t", "state": {"run": {"decay": "one"}}})"),
        "x.json, step \"a\", field \"state.run.decay\": a number or a list of numbers is needed here.");
    for (const char* path : {"../../etc/x", "/dev/zero", "a.svg", "A", ""})
        row(path,
            lesson_with(QStringLiteral(R"({"id": "a", "text": "t", "state": {"drawing": "%1"}})")
                            .arg(QLatin1String(path))
                            .toUtf8()),
            *path == 0
                ? "x.json, step \"a\", field \"state.drawing\": a text is needed here."
                : qPrintable(QStringLiteral("x.json, step \"a\", field \"state.drawing\": \"%1\" is no name of a "
                                            "drawing: small letters, digits and -.")
                                 .arg(QLatin1String(path))));
    row("no place", lesson_with(R"({"id": "a", "text": "t", "state": {"selection": {}}})"),
        "x.json, step \"a\", field \"state.selection\": a place is item, chunk, text, largest_gain or nothing.");
    row("unknown goal", lesson_with(R"({"id": "a", "text": "t", "goal": {"kind": "run"}})"),
        "x.json, step \"a\", field \"goal.kind\": \"run\" is not one of next, run_finished, selected, theorem, traced, "
        "playhead, heads_scored, causality_checked.");
    row("wish of nothing", lesson_with(R"({"id": "a", "text": "t", "goal": {"kind": "theorem", "set": {}}})"),
        "x.json, step \"a\", field \"goal.set\": one field of the theorem's setup at least must be named.");
    row("right is no option",
        lesson_with(
            R"({"id": "a", "text": "t", "ask": {"kind": "choice", "question": "q", "options": ["1", "2"], "right": 2}})"),
        "x.json, step \"a\", field \"ask.right\": a whole number from 0 to 1 is needed here.");
    row("one option",
        lesson_with(
            R"({"id": "a", "text": "t", "ask": {"kind": "choice", "question": "q", "options": ["1"], "right": 0}})"),
        "x.json, step \"a\", field \"ask.options\": two to nine options are needed.");
    row("range upside down",
        lesson_with(R"({"id": "a", "text": "t", "ask": {"kind": "curve", "question": "q", "x": "x", "y": "y",
                     "range": [1, 0], "truth": "drift_relative", "layer": 1}})"),
        "x.json, step \"a\", field \"ask.range\": two numbers are needed, the smaller one first.");
    row("truth without layer",
        lesson_with(R"({"id": "a", "text": "t", "ask": {"kind": "curve", "question": "q", "x": "x", "y": "y",
                     "range": [0, 1], "truth": "drift_relative"}})"),
        "x.json, step \"a\", field \"ask.truth\": \"drift_relative\" is no metric of the table (per layer with the "
        "field "
        "layer, others without), nor perplexity_ratio.");
}

void LessonTest::a_broken_lesson_says_where()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, sentence);
    try {
        parse_lesson(json, QStringLiteral("x.json"));
        QFAIL("it was read");
    } catch (const Error& error) {
        QCOMPARE(QString::fromUtf8(error.what()), sentence);
    }
}

void LessonTest::a_step_has_the_state_of_all_before_it()
{
    const Lesson lesson = parse_lesson(lesson_with(R"(
        {"id": "a", "text": "t", "state": {"document": "d.txt", "panels": ["document"], "views": {"drift": "curves"},
            "run": {"tokens": 64, "decay": [1], "centre_keys": false}}},
        {"id": "b", "text": "t", "state": {"panels": ["drift"], "views": {"document": "rank"}, "show": "run"}},
        {"id": "c", "text": "t", "state": {"selection": {"text": "AB", "occurrence": 2, "offset": 1}, "playhead": -1}})"),
                                       QStringLiteral("x.json"));
    const LessonState first = lesson.state_at(0), last = lesson.state_at(2);
    QVERIFY(!first.shows_run && !first.selection && first.views.size() == 1);
    QCOMPARE(*last.document, QStringLiteral("d.txt"));
    QCOMPARE(*last.panels, QStringList{QStringLiteral("drift")});
    QCOMPARE(last.views.size(), 2);
    QCOMPARE(*last.shows_run, true);
    QCOMPARE(last.run->tokens, 64);
    QCOMPARE(last.run->decay, std::vector<double>{1});
    QCOMPARE(last.run->centre_keys, std::optional(false));
    QCOMPARE(*last.playhead, -1);
    QCOMPARE(last.selection->occurrence, 2);
    QCOMPARE(settings_key(*last.run), QStringLiteral("decay=1;tokens=64;centre_keys=no"));
}

void LessonTest::a_wish_is_about_one_field()
{
    const Lesson lesson = parse_lesson(
        lesson_with(
            R"({"id": "a", "text": "t", "goal": {"kind": "theorem", "set": {"tap": 2, "common_mode": {"at_least": 0.5},
                     "centre_keys": true, "dtype": "bf16", "inner": {"at_most": 64}}}})"),
        QStringLiteral("x.json"));
    const auto& wishes = lesson.steps[0].goal.wishes;
    QCOMPARE(wishes.size(), 5U);
    TheoremSetup setup;
    for (const TheoremWish& wish : wishes)
        QVERIFY2(!fulfils(setup, wish), qPrintable(wish.field));
    setup.tap = 2;
    setup.common_mode = 0.5;
    setup.centre_keys = true;
    setup.dtype = TheoremDtype::bf16;
    setup.inner = 64;
    for (const TheoremWish& wish : wishes)
        QVERIFY2(fulfils(setup, wish), qPrintable(wish.field));
}

void LessonTest::places_are_found_in_the_text()
{
    RunModel run;
    sample::fill(run);
    LessonPlace place;
    QVERIFY(!place_in(run, place));
    place = {LessonPlace::Kind::item, 250, {}, 1, 0};
    QCOMPARE(place_in(run, place), (Place{2, 250}));
    place = {LessonPlace::Kind::chunk, 3, {}, 1, 0};
    QCOMPARE(place_in(run, place), (Place{3, -1}));
    const std::string word = run.document().bytes.substr(
        static_cast<std::size_t>(run.document().byte_offsets[100]),
        static_cast<std::size_t>(run.document().byte_offsets[102] - run.document().byte_offsets[100]));
    place = {LessonPlace::Kind::text, 0, QString::fromStdString(word), 1, 2};
    const Place found = place_in(run, place);
    QVERIFY(found && found.item >= 2);
    QCOMPARE(run.token_text(found.item - 2), run.token_text(100));
    place.text = QStringLiteral("no such words");
    QVERIFY(!place_in(run, place));
    place = {LessonPlace::Kind::largest_gain, 0, {}, 1, 0};
    QCOMPARE(place_in(run, place).item, 999);  // the gain grows with the place
}

void LessonTest::a_token_is_asked_among_likely_ones()
{
    LessonAsk ask;
    ask.kind = LessonAsk::Kind::token;
    ask.at = {LessonPlace::Kind::item, 120, {}, 1, 0};
    ask.context = 5;
    RunModel run;
    sample::fill(run, {}, 0);
    QVERIFY(!truth_of(run, ask).problem.isEmpty());
    sample::fill(run);
    const LessonTruth truth = truth_of(run, ask);
    QCOMPARE(truth.problem, QString());
    QCOMPARE(truth.options.value(truth.right), QStringLiteral("“%1”").arg(run.token_text(120)));
    QVERIFY(truth.options.size() >= 2 && truth.options.size() <= 5);
    QCOMPARE(QSet<QString>(truth.options.begin(), truth.options.end()).size(), truth.options.size());
    QVERIFY(truth.before.startsWith(QStringLiteral("… ")));
    QCOMPARE(truth_of(run, ask).options, truth.options);
}

void LessonTest::a_curve_is_cut_into_means()
{
    RunModel run;
    sample::fill(run);
    LessonAsk ask;
    ask.kind = LessonAsk::Kind::curve;
    ask.truth = QStringLiteral("nll_adapted");
    ask.points = 5;
    const auto values = run.metric(Metric::nll_adapted);
    const std::vector<double> curve = curve_of(run, ask);
    QCOMPARE(curve.size(), 5U);
    QCOMPARE(curve[1], (values[2] + values[3]) / 2);
    ask.truth = QStringLiteral("perplexity_ratio");
    QCOMPARE(curve_of(run, ask).back(),
             (run.metric(Metric::perplexity_adapted)[8] / run.metric(Metric::perplexity_frozen)[8] +
              run.metric(Metric::perplexity_adapted)[9] / run.metric(Metric::perplexity_frozen)[9]) /
                 2);
    ask.truth = QStringLiteral("drift_relative");
    ask.layer = 2;  // not fast
    QVERIFY(curve_of(run, ask).empty());
    QVERIFY(!truth_of(run, ask).problem.isEmpty());
}

void LessonTest::a_sketch_is_scored()
{
    QCOMPARE(curve_score({1, 2}, {1, 2}, 0, 4), 1.0);
    QCOMPARE(curve_score({1, 2}, {2, 3}, 0, 4), 0.5);
    QCOMPARE(curve_score({0, 0}, {4, 4}, 0, 4), 0.0);
    QCOMPARE(curve_score({4, 4}, {9, 9}, 0, 4), 1.0);  // beyond the axis nobody can draw
    QVERIFY(std::isnan(curve_score({1}, {std::nan("")}, 0, 4)));
    QCOMPARE(points_of(text_of_points({0.5, 0.25})), (std::vector<double>{0.5, 0.25}));
    QVERIFY(points_of(QStringLiteral("“a”")).empty());
}

TTT_TEST(LessonTest)
#include "tst_lesson.moc"
