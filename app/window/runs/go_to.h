// "Go to token or chunk": what a person types, as a place.
#pragma once

#include "views/selection.h"

#include <QString>

#include <optional>

namespace ttt {

class RunModel;

/// "1,234" or "token 1234": a token; "chunk 12" or "c12": a chunk. nullopt: it is neither, or the text has no such one.
std::optional<Place> place_named(const QString& words, const RunModel& run);

}  // namespace ttt
