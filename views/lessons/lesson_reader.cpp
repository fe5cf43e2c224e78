#include "views/lessons/lesson_readers.h"

#include "engine/records/error.h"
#include "views/lessons/qt_json.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <set>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(Lesson)
};

QString key(const char* name)
{
    return QString::fromLatin1(name);
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
    const QJsonValue value = parse_qt_json(json, file);
    if (!value.isObject())
        throw Error(Words::tr("%1: a lesson is an object { … }.").arg(file).toStdString());
    return value.toObject();
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

}  // namespace

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

}  // namespace ttt
