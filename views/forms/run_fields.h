// The fields of the form as data: one line each with key, label, choices, unit and meaning; and their checks.
#pragma once

#include "engine/records/run_config.h"
#include "views/forms/model_facts.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace ttt {

/// A value that a field offers, and the words for it. The value "" is the default, as in field_text().
struct FieldChoice {
    QString value;
    QString words;
};

struct RunField {
    QString key; // of visit_fields()
    QString label;
    QString unit;                     // behind the placeholder; empty: none
    QString help;                     // meaning, formula, default
    bool is_rare = false;             // behind the fold
    bool is_rule = false;             // of no effect when nothing learns
    std::vector<FieldChoice> choices; // empty: a line to type in
};

/// In the order of the form. All fields of RunConfig but model and document, which are chosen elsewhere.
const std::vector<RunField>& run_fields();

/// What an empty field stands for: "1, 2, 3, as trained".
QString placeholder(const RunField& field, const ModelFacts& model);

/// Why the text can't be used: empty when it can. `config` is the whole form as far as it was understood.
QString field_problem(const RunField& field, const QString& text, const RunConfig& config, const ModelFacts& model,
                      const DeviceFacts& device);

} // namespace ttt
