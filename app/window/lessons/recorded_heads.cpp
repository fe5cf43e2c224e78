#include "app/window/lessons/recorded_heads.h"

#include "app/places.h"
#include "app/window/lessons/lesson_files.h"
#include "engine/records/error.h"
#include "views/lessons/qt_json.h"

#include <QJsonArray>
#include <QJsonObject>

#include <cmath>
#include <limits>

namespace ttt {

namespace {

HeadScore head_of(const QJsonArray& row, const QString& file)
{
    constexpr int numbers = 4;  // layer, head, prefix matching, copying
    HeadScore score;
    for (const QJsonValue& value : row)
        if (row.size() != numbers || !value.isDouble())
            throw Error(file.toStdString() + ": a head is [layer, head, prefix matching, copying].");
    score.layer = row.at(0).toInt(-1);
    score.head = row.at(1).toInt(-1);
    score.prefix_random = row.at(2).toDouble();
    score.copying_random = row.at(3).toDouble();
    score.prefix_document = score.copying_document = std::numeric_limits<double>::quiet_NaN();
    if (score.layer < 0 || score.head < 0 || !(score.prefix_random >= 0 && score.prefix_random <= 1))
        throw Error(file.toStdString() + ": layer and head are counted from 0, prefix matching lies in [0, 1].");
    return score;
}

}  // namespace

RecordedHeads parse_recorded_heads(const QByteArray& json, const QString& file)
{
    const QJsonObject object = parse_qt_json(json, file).toObject();
    RecordedHeads recorded{object.value(QStringLiteral("model")).toString(),
                           object.value(QStringLiteral("date")).toString(),
                           object.value(QStringLiteral("command")).toString(),
                           {}};
    if (recorded.model.isEmpty() || recorded.date.isEmpty() || recorded.command.isEmpty())
        throw Error(file.toStdString() + ": recorded heads need a model, a date and the command that measured them.");
    for (const QJsonValue& row : object.value(QStringLiteral("heads")).toArray())
        recorded.heads.push_back(head_of(row.toArray(), file));
    return recorded;
}

RecordedHeads shipped_recorded_heads()
{
    try {
        const QString path =
            QString::fromStdString(resources_folder()) + QStringLiteral("/lessons/recorded/heads.json");
        return parse_recorded_heads(read_lesson_bytes(path), path);
    } catch (const Error&) {
    }
    return {};
}

}  // namespace ttt
