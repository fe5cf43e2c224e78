// Scores of another model's heads that were measured once and kept in a file: a contrast to the live ones.
#pragma once

#include "engine/records/heads.h"

#include <QString>

#include <vector>

namespace ttt {

/// On random repeated spans only. No heads: there is no such file.
struct RecordedHeads {
    QString model;
    QString date;     // 2026-11-30
    QString command;  // that measured them
    std::vector<HeadScore> heads;
};

}  // namespace ttt
