#include "views/lessons/lesson_fields.h"

#include "engine/records/error.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(LessonFields)
};

}  // namespace

LessonFields::LessonFields(QJsonObject object, QString place, QString path)
    : object_(std::move(object)), place_(std::move(place)), path_(std::move(path))
{
}

void LessonFields::fail(const QString& key, const QString& sentence) const
{
    const QString field = key.isEmpty() ? path_ : path_.isEmpty() ? key : path_ + u'.' + key;
    const QString where = field.isEmpty() ? place_ : Words::tr("%1, field \"%2\"").arg(place_, field);
    throw Error((where + QStringLiteral(": ") + sentence).toStdString());
}

bool LessonFields::has(const QString& key) const
{
    return object_.contains(key);
}

QJsonValue LessonFields::raw(const QString& key)
{
    taken_.append(key);
    return object_.value(key);
}

QJsonValue LessonFields::take(const QString& key, const QString& wanted)
{
    if (!has(key))
        fail(key, Words::tr("it is missing; %1 is needed.").arg(wanted));
    return raw(key);
}

QString LessonFields::text(const QString& key)
{
    const QString wanted = Words::tr("a text");
    const QJsonValue value = take(key, wanted);
    if (!value.isString() || value.toString().trimmed().isEmpty())
        fail(key, Words::tr("%1 is needed here.").arg(wanted));
    return value.toString();
}

QString LessonFields::file_name(const QString& key)
{
    const QString name = text(key);
    if (!stays_below(name))
        fail(key, Words::tr("\"%1\" leaves the folder of the documents; name a file in it.").arg(name));
    return name;
}

QString LessonFields::text_or(const QString& key, const QString& fallback)
{
    return has(key) ? text(key) : fallback;
}

double LessonFields::number(const QString& key)
{
    const QString wanted = Words::tr("a number");
    const QJsonValue value = take(key, wanted);
    if (!value.isDouble())
        fail(key, Words::tr("%1 is needed here.").arg(wanted));
    return value.toDouble();
}

std::int64_t LessonFields::whole(const QString& key, std::int64_t least, std::int64_t most)
{
    const QString wanted = Words::tr("a whole number from %1 to %2").arg(least).arg(most);
    const QJsonValue value = take(key, wanted);
    const double number = value.toDouble(std::nan(""));
    if (!(number >= static_cast<double>(least) && number <= static_cast<double>(most)) || number != std::floor(number))
        fail(key, Words::tr("%1 is needed here.").arg(wanted));
    return static_cast<std::int64_t>(number);
}

std::int64_t LessonFields::whole_or(const QString& key, std::int64_t least, std::int64_t most, std::int64_t fallback)
{
    return has(key) ? whole(key, least, most) : fallback;
}

bool LessonFields::flag(const QString& key)
{
    const QJsonValue value = take(key, Words::tr("true or false"));
    if (!value.isBool())
        fail(key, Words::tr("true or false is needed here."));
    return value.toBool();
}

QStringList LessonFields::words(const QString& key)
{
    const QJsonValue value = take(key, Words::tr("a list of texts"));
    QStringList result;
    for (const QJsonValue& entry : value.toArray())
        if (entry.isString())
            result.append(entry.toString());
    if (!value.isArray() || result.size() != value.toArray().size())
        fail(key, Words::tr("a list of texts is needed here."));
    return result;
}

std::vector<double> LessonFields::numbers(const QString& key)
{
    const QJsonValue value = take(key, Words::tr("a number or a list of numbers"));
    const QJsonArray list = value.isArray() ? value.toArray() : QJsonArray{value};
    std::vector<double> result;
    for (const QJsonValue& entry : list) {
        if (!entry.isDouble())
            fail(key, Words::tr("a number or a list of numbers is needed here."));
        result.push_back(entry.toDouble());
    }
    return result;
}

LessonFields LessonFields::object(const QString& key)
{
    const QJsonValue value = take(key, Words::tr("an object"));
    if (!value.isObject())
        fail(key, Words::tr("an object { … } is needed here."));
    return {value.toObject(), place_, path_.isEmpty() ? key : path_ + u'.' + key};
}

std::vector<LessonFields> LessonFields::objects(const QString& key)
{
    const QJsonValue value = take(key, Words::tr("a list of objects"));
    if (!value.isArray() || value.toArray().isEmpty())
        fail(key, Words::tr("a list of objects is needed here, and one at least."));
    std::vector<LessonFields> result;
    for (const QJsonValue& entry : value.toArray()) {
        if (!entry.isObject())
            fail(key, Words::tr("every entry of the list must be an object { … }."));
        result.emplace_back(entry.toObject(), place_, path_);
    }
    return result;
}

int LessonFields::one_of(const QString& key, const QStringList& known)
{
    const QString word = text(key);
    const auto at = known.indexOf(word);
    if (at < 0)
        fail(key, Words::tr("\"%1\" is not one of %2.").arg(word, known.join(QStringLiteral(", "))));
    return static_cast<int>(at);
}

void LessonFields::done() const
{
    for (const QString& key : object_.keys())
        if (!taken_.contains(key))
            fail(key,
                 taken_.isEmpty()
                     ? Words::tr("no such field is known here.")
                     : Words::tr("no such field is known here; known are %1.").arg(taken_.join(QStringLiteral(", "))));
}

bool stays_below(const QString& path)
{
    const QStringList parts = path.split(u'/');
    return !path.isEmpty() && !path.startsWith(u'/') && !path.contains(QChar::Null) && !path.contains(u'\\') &&
           !path.contains(u':') && !parts.contains(QStringLiteral(".."));
}

}  // namespace ttt
