// What the items and steps of a run are called, in words for people (engine/records/item_names.h).
#pragma once

#include <QString>

#include <string_view>

namespace ttt {

struct KindWords {
    QString item, items;  // "token", "tokens"
    QString step, steps;  // "chunk", "chunks"
};

/// `kind`: RunHeader::kind.
KindWords words_of_kind(std::string_view kind);

}  // namespace ttt
