// The sentences of the run log that say what a run is, and how it ended.
#pragma once

#include "engine/records/records.h"

#include <QString>
#include <QStringList>

namespace ttt {

/// Model, document, machine, and who learns how: a sentence each.
QStringList start_sentences(const RunHeader& header, const QString& document_name);
/// Names and numbers of the arms that have one: "frozen 45.1, twin 41, adapted 36.2 (−19.7 % against frozen)".
/// NaN: the arm did not run.
QString arms_text(double frozen, double twin, double adapted, double guarded);

struct EndSentences {
    QString state;       // and message
    QStringList totals;  // tokens, time and speed; perplexities
    bool is_failure = false;
};
EndSentences end_sentences(const RunSummary& summary);

}  // namespace ttt
