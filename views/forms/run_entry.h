// One run in the list of sessions: plain values, filled in by the application; and its words.
#pragma once

#include "engine/records/records.h"

#include <QString>
#include <QStringList>

#include <limits>
#include <vector>

namespace ttt {

struct RunEntry {
    QString id, name, document, model;  // name may be empty: then the document's, or the images', stands for it
    RunState state = RunState::running;
    QString state_text;  // why it failed, or another result to show; may be empty
    qint64 tokens = 0, steps_done = 0, steps = 0;
    QString method;           // as a person reads it
    QString choices;          // what tells it from a run that nobody set up: "LoRA, r 4"; empty: nothing
    QString settings;         // all that was chosen, in full words, for the tooltip and the search
    bool is_control = false;  // it shows what learning does not do
    RunConfig config;         // all of it
    QString speed_key;        // alike: the runs read equally fast
    double seconds = 0;       // of the steps
    qint64 tokens_done = 0;
    double ppl_frozen = std::numeric_limits<double>::quiet_NaN();  // NaN: the arm did not run
    double ppl_adapted = std::numeric_limits<double>::quiet_NaN();
    double ppl_twin = std::numeric_limits<double>::quiet_NaN();
    double ppl_guarded = std::numeric_limits<double>::quiet_NaN();
    double error_frozen = std::numeric_limits<double>::quiet_NaN();  // of images, per cent
    double error_adapted = std::numeric_limits<double>::quiet_NaN();
    qint64 started_ms = 0;  // since 1970, UTC
    qint64 place = 0;       // in the file: later runs have larger ones, whatever the clock said
    QStringList tags;
    QString notes;
};

/// What stands in the first line, and the choices behind it where nobody named the run.
QString entry_title(const RunEntry& run);
/// A name for each that tells it from the others: its own, else what differs ("η 0.01", "LoRA"), else its document.
QStringList distinct_names(const std::vector<const RunEntry*>& runs);
/// State and numbers: "finished · 32.0 / 42.4", "interrupted at chunk 118". Adapted / frozen perplexity, of images
/// their errors: "finished · 14.4 / 40.1 % wrong".
QString entry_numbers(const RunEntry& run);
/// Everything, for the tooltip and for screen readers.
QString entry_details(const RunEntry& run);
/// Adapted over frozen perplexity, or error; NaN when one is missing, or the run diverged.
double entry_ratio(const RunEntry& run);
/// In name, tags, document, model, method or settings, whatever the case; all words of the filter must be there.
bool entry_matches(const RunEntry& run, const QString& filter);

}  // namespace ttt
