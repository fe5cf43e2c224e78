#include "views/lessons/lesson_readers.h"

#include "views/lessons/lesson_settings.h"

#include <QCoreApplication>
#include <QRegularExpression>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Lesson)
};

constexpr std::int64_t most = 1'000'000'000;

QString key(const char* name)
{
    return QString::fromLatin1(name);
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

/// A name and no path: a lesson may come from anyone.
QString drawing_name(LessonFields& fields)
{
    static const QRegularExpression allowed(QStringLiteral("^[a-z0-9-]{1,64}$"));
    const QString name = fields.text(key("drawing"));
    if (!allowed.match(name).hasMatch())
        fields.fail(key("drawing"),
                    Words::tr("\"%1\" is no name of a drawing: small letters, digits and -.").arg(name));
    return name;
}

}  // namespace

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

LessonState read_state(LessonFields fields)
{
    LessonState state;
    if (fields.has(key("document")))
        state.document = fields.file_name(key("document"));
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
    if (fields.has(key("drawing")))
        state.drawing = drawing_name(fields);
    fields.done();
    return state;
}

LessonGoal read_goal(LessonFields fields)
{
    using Kind = LessonGoal::Kind;
    LessonGoal goal;
    goal.kind = static_cast<Kind>(
        fields.one_of(key("kind"), {key("next"), key("run_finished"), key("selected"), key("theorem"), key("traced"),
                                    key("playhead"), key("heads_scored"), key("causality_checked")}));
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

}  // namespace ttt
