// The sentences of the run log that say what a run is, and how it ended.
#pragma once

#include "engine/records/records.h"

#include <QString>
#include <QStringList>

#include <string_view>

namespace ttt {

/// Model, document or images, machine, and who learns how: a sentence each.
QStringList start_sentences(const RunHeader& header, const QString& input_name);
/// Names and numbers of the arms that have one: "frozen 45.1, twin 41, adapted 36.2 (−19.7 % against frozen)".
/// NaN: the arm did not run.
QString arms_text(double frozen, double twin, double adapted, double guarded);

struct EndSentences {
    QString state;       // and message
    QStringList totals;  // items, time and speed; perplexities, of images errors
    bool is_failure = false;
};
/// `kind`: RunHeader::kind.
EndSentences end_sentences(const RunSummary& summary, std::string_view kind);

}  // namespace ttt
