// The recorded scores of heads that ship with the program.
#pragma once

#include "views/lab/recorded_heads.h"

#include <QByteArray>

namespace ttt {

/// Throws ttt::Error: the file and what is wrong there.
RecordedHeads parse_recorded_heads(const QByteArray& json, const QString& file);

/// resources/lessons/recorded/heads.json; without heads when it is not there or can't be read: a contrast, not a need.
RecordedHeads shipped_recorded_heads();

}  // namespace ttt
