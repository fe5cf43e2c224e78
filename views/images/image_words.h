// How classes, outcomes and images are called on the screen.
#pragma once

#include "views/images/image_items.h"

#include <QString>

namespace ttt {

/// The set of a run over images, else nullptr.
const ImageSetRecord* image_set_of(const RunModel& run);

/// Its name, "class 3" where the set has none; -1: "no label".
QString class_words(const RunModel& run, std::int32_t label);
/// One more than the largest class that has a name or was met from this item on.
std::int32_t class_count(const RunModel& run, std::int64_t from_item = 0);

/// "fog:5"; of a number that the stream has not: empty.
QString shift_words_at(const RunModel& run, std::int32_t shift);

/// "mended": of both arms; `both`: the run has both.
QString outcome_words(Outcome outcome, bool both = true);
/// "Mended: frozen says Bag, adapted Sneaker."
QString outcome_sentence(const RunModel& run, std::int64_t item);
bool has_both_arms(const RunModel& run);

/// "Image 1,234, Sneaker, fog:5, batch 6. Mended: …": what the item is to a screen reader.
QString image_in_words(const RunModel& run, std::int64_t item);

}  // namespace ttt
