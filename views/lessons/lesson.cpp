#include "views/lessons/lesson.h"

#include "engine/records/error.h"
#include "engine/records/metrics.h"
#include "views/lessons/lesson_fields.h"
#include "views/lessons/lesson_settings.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>
#include <set>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Lesson)
};

constexpr std::int64_t most = 1'000'000'000;

QString key(const char* name) { return QString::fromLatin1(name); }

LessonPlace read_place(LessonFields fields)
{
    LessonPlace place;
    if (fields.has(key("item"))) {
        place.kind = LessonPlace::Kind::item;
        place.number = fields.whole(key("item"), 0, most);
    } else if (fields.has(key("chunk"))) {
        place.kind = LessonPlace::Kind::chunk;
        place.number = fields.whole(key("chunk"), 0, most);
    } else if (fields.has(key("text"))) {
        place.kind = LessonPlace::Kind::text;
        place.text = fields.text(key("text"));
        place.occurrence = static_cast<int>(fields.whole_or(key("occurrence"), 1, most, 1));
        place.offset = fields.whole_or(key("offset"), -most, most, 0);
    } else if (fields.has(key("largest_gain"))) {
        place.kind = fields.flag(key("largest_gain")) ? LessonPlace::Kind::largest_gain : LessonPlace::Kind::none;
    } else if (fields.has(key("nothing"))) {
        fields.flag(key("nothing"));
    } else {
        fields.fail({}, Words::tr("a place is item, chunk, text, largest_gain or nothing."));
    }
    fields.done();
    return place;
}

void check_panels(const LessonFields& fields, const QString& field, const QStringList& names)
{
    for (const QString& name : names)
        if (!lesson_panels().contains(name))
            fields.fail(field, Words::tr("there is no panel \"%1\"; panels are %2.")
                                   .arg(name, lesson_panels().join(QStringLiteral(", "))));
}

QMap<QString, QString> read_views(LessonFields fields)
{
    QMap<QString, QString> views;
    for (const QString& name : fields.keys())
        views.insert(name, fields.text(name));
    check_panels(fields, {}, views.keys());
    return views;
}

LessonState read_state(LessonFields fields)
{
    LessonState state;
    if (fields.has(key("document")))
        state.document = fields.text(key("document"));
    if (fields.has(key("panels"))) {
        state.panels = fields.words(key("panels"));
        check_panels(fields, key("panels"), *state.panels);
    }
    if (fields.has(key("views")))
        state.views = read_views(fields.object(key("views")));
    if (fields.has(key("show")))
        state.shows_run = fields.one_of(key("show"), {key("text"), key("run")}) == 1;
    if (fields.has(key("run")))
        state.run = read_run_settings(fields.object(key("run")));
    if (fields.has(key("playhead")))
        state.playhead = fields.whole(key("playhead"), -1, most);
    if (fields.has(key("selection")))
        state.selection = read_place(fields.object(key("selection")));
    if (fields.has(key("theorem")))
        state.theorem = read_theorem_setup(fields.object(key("theorem")));
    fields.done();
    return state;
}

LessonGoal read_goal(LessonFields fields)
{
    using Kind = LessonGoal::Kind;
    LessonGoal goal;
    goal.kind = static_cast<Kind>(fields.one_of(
        key("kind"), {key("next"), key("run_finished"), key("selected"), key("theorem"), key("traced"), key("playhead"),
                      key("heads_scored"), key("causality_checked")}));
    if (goal.kind == Kind::selected && fields.has(key("what")))
        goal.what = static_cast<LessonGoal::What>(fields.one_of(key("what"), {key("any"), key("item"), key("chunk")}));
    if (goal.kind == Kind::selected)
        goal.at_least = fields.whole_or(key("at_least"), 0, most, 0);
    if (goal.kind == Kind::playhead)
        goal.at_least = fields.whole(key("at_least"), 0, most);
    if (goal.kind == Kind::theorem)
        goal.wishes = read_theorem_wishes(fields.object(key("set")));
    fields.done();
    return goal;
}

void read_choice(LessonFields& fields, LessonAsk& ask)
{
    if (fields.has(key("options_from"))) {
        fields.one_of(key("options_from"), {key("top5")});
        ask.at = read_place(fields.object(key("at")));
        return;
    }
    ask.options = fields.words(key("options"));
    if (ask.options.size() < 2 || ask.options.size() > 9)
        fields.fail(key("options"), Words::tr("two to nine options are needed."));
    ask.right = static_cast<int>(fields.whole(key("right"), 0, ask.options.size() - 1));
}

void read_curve(LessonFields& fields, LessonAsk& ask)
{
    ask.x_label = fields.text(key("x"));
    ask.y_label = fields.text(key("y"));
    const std::vector<double> range = fields.numbers(key("range"));
    if (range.size() != 2 || !(range[0] < range[1]))
        fields.fail(key("range"), Words::tr("two numbers are needed, the smaller one first."));
    ask.y_from = range[0];
    ask.y_to = range[1];
    ask.points = static_cast<int>(fields.whole_or(key("points"), 2, 40, ask.points));
    ask.truth = fields.text(key("truth"));
    ask.layer = static_cast<int>(fields.whole_or(key("layer"), -1, most, -1));
    const bool known = ask.truth == QLatin1String("perplexity_ratio") ||
                       std::any_of(metric_table.begin(), metric_table.end(), [&](const MetricInfo& info) {
                           return ask.truth == QLatin1String(info.key.data()) && info.per_layer == (ask.layer >= 0);
                       });
    if (!known)
        fields.fail(key("truth"), Words::tr("\"%1\" is no metric of the table (per layer with the field layer, others "
                                            "without), nor perplexity_ratio.")
                                      .arg(ask.truth));
}

LessonAsk read_ask(LessonFields fields)
{
    using Kind = LessonAsk::Kind;
    LessonAsk ask;
    ask.kind = static_cast<Kind>(1 + fields.one_of(key("kind"), {key("choice"), key("token"), key("curve")}));
    ask.question = fields.text(key("question"));
    ask.explain = fields.text_or(key("explain"), {});
    if (ask.kind == Kind::choice)
        read_choice(fields, ask);
    if (ask.kind == Kind::curve)
        read_curve(fields, ask);
    if (ask.kind == Kind::token) {
        ask.at = read_place(fields.object(key("at")));
        ask.context = static_cast<int>(fields.whole_or(key("context"), 1, 400, ask.context));
    }
    fields.done();
    return ask;
}

LessonStep read_step(LessonFields fields)
{
    LessonStep step;
    step.id = fields.text(key("id"));
    step.text = fields.text(key("text"));
    if (fields.has(key("highlight")))
        step.highlight = fields.words(key("highlight"));
    if (fields.has(key("state")))
        step.state = read_state(fields.object(key("state")));
    if (fields.has(key("ask")))
        step.ask = read_ask(fields.object(key("ask")));
    if (fields.has(key("goal")))
        step.goal = read_goal(fields.object(key("goal")));
    fields.done();
    return step;
}

QJsonObject parsed(const QByteArray& json, const QString& file)
{
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(json, &error);
    const auto line = json.left(error.offset).count('\n') + 1;
    if (document.isNull())
        throw Error(Words::tr("%1, line %2: %3.").arg(file).arg(line).arg(error.errorString()).toStdString());
    if (!document.isObject())
        throw Error(Words::tr("%1: a lesson is an object { … }.").arg(file).toStdString());
    return document.object();
}

/// A step is named by its id, so that errors and answers can name it.
std::vector<LessonStep> read_steps(const QJsonValue& list, const QString& file)
{
    std::vector<LessonStep> steps;
    std::set<QString> ids;
    for (const QJsonValue& entry : list.toArray()) {
        const QString id = entry.toObject().value(key("id")).toString();
        const QString place = id.isEmpty() ? Words::tr("%1, step %2").arg(file).arg(steps.size() + 1)
                                           : Words::tr("%1, step \"%2\"").arg(file, id);
        LessonFields fields(entry.toObject(), place);
        steps.push_back(read_step(fields));
        if (!ids.insert(id).second)
            fields.fail(key("id"), Words::tr("another step has the same id."));
    }
    return steps;
}

} // namespace

const QStringList& lesson_panels()
{
    static const QStringList names{key("run"),      key("sessions"), key("document"),   key("perplexity"),
                                   key("details"),  key("drift"),    key("patterns"),   key("theorem"),
                                   key("heads"),    key("provenance"), key("pattern-chunks")};
    return names;
}

LessonState over(const LessonState& earlier, const LessonState& later)
{
    LessonState state = earlier;
    const auto lay = [](auto& below, const auto& above) {
        if (above)
            below = above;
    };
    lay(state.document, later.document);
    lay(state.panels, later.panels);
    lay(state.shows_run, later.shows_run);
    lay(state.run, later.run);
    lay(state.playhead, later.playhead);
    lay(state.selection, later.selection);
    lay(state.theorem, later.theorem);
    for (auto view = later.views.begin(); view != later.views.end(); ++view)
        state.views[view.key()] = view.value();
    return state;
}

LessonState Lesson::state_at(int step) const
{
    LessonState state;
    for (int at = 0; at <= step && at < static_cast<int>(steps.size()); ++at)
        state = over(state, steps[static_cast<std::size_t>(at)].state);
    return state;
}

int Lesson::step_of(const QString& step_id) const
{
    const auto found = std::find_if(steps.begin(), steps.end(), [&](const auto& step) { return step.id == step_id; });
    return found == steps.end() ? -1 : static_cast<int>(found - steps.begin());
}

Lesson parse_lesson(const QByteArray& json, const QString& file)
{
    LessonFields fields(parsed(json, file), file);
    Lesson lesson;
    lesson.id = fields.text(key("id"));
    if (lesson.id + QStringLiteral(".json") != file)
        fields.fail(key("id"), Words::tr("\"%1\" must be the name of the file without .json.").arg(lesson.id));
    lesson.title = fields.text(key("title"));
    lesson.minutes = static_cast<int>(fields.whole(key("minutes"), 1, 240));
    fields.objects(key("steps"));  // a list of objects, not empty
    lesson.steps = read_steps(fields.raw(key("steps")), file);
    fields.done();
    return lesson;
}

} // namespace ttt
