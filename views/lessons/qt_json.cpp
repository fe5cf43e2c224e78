#include "views/lessons/qt_json.h"

#include "engine/files/json.h"

#include <QJsonArray>
#include <QJsonObject>

#include <utility>

namespace ttt {

namespace {

/// As deep as the parser allows.
QJsonValue qt_value(const nlohmann::json& json)
{
    switch (json.type()) {
    case nlohmann::json::value_t::boolean:
        return json.get<bool>();
    case nlohmann::json::value_t::number_integer:
        return static_cast<qint64>(json.get<std::int64_t>());
    case nlohmann::json::value_t::number_unsigned:
        if (std::in_range<qint64>(json.get<std::uint64_t>()))
            return static_cast<qint64>(json.get<std::int64_t>());
        return json.get<double>();
    case nlohmann::json::value_t::number_float:
        return json.get<double>();
    case nlohmann::json::value_t::string:
        return QString::fromStdString(json.get_ref<const std::string&>());
    case nlohmann::json::value_t::array: {
        QJsonArray list;
        for (const nlohmann::json& item : json)
            list.append(qt_value(item));
        return list;
    }
    case nlohmann::json::value_t::object: {
        QJsonObject object;
        for (const auto& [key, value] : json.items())
            object.insert(QString::fromStdString(key), qt_value(value));
        return object;
    }
    default:
        return {};
    }
}

}  // namespace

QJsonValue parse_qt_json(const QByteArray& text, const QString& name)
{
    return qt_value(parse_json({text.data(), static_cast<std::size_t>(text.size())}, name.toStdString()));
}

}  // namespace ttt
