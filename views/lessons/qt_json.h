// JSON as Qt has it, read by the one parser of this program.
#pragma once

#include <QByteArray>
#include <QJsonValue>
#include <QString>

namespace ttt {

/// `name` begins the sentence of the ttt::Error that is thrown when the text is not JSON.
QJsonValue parse_qt_json(const QByteArray& text, const QString& name);

}  // namespace ttt
