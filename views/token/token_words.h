// How numbers and tokens are written, and a token's numbers as a sentence.
#pragma once

#include "views/number_text.h"
#include "views/selection.h"

#include <QString>

#include <cstdint>

namespace ttt {

class RunModel;

QString signed_number(double value, int decimals);  // +4.31, −0.22
QString nats(double value);                         // 7.10; an en dash when there is none
QString probability(double value);                  // .21, 1.0, <.01
QString quoted(const QString& text);                // “ Knightley”

/// "Token 14,256, “ Knightley”, chunk 111. NLL frozen 7.10, adapted 1.34 nats; rank frozen 1,204, adapted 3."
QString token_in_words(const RunModel& run, std::int64_t item);
/// The token, or the chunk when the place is a whole step; empty: nowhere.
QString place_in_words(const RunModel& run, Place place);

}  // namespace ttt
