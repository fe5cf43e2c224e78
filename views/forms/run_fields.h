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
    QString key;          // of visit_fields()
    QString name;         // of its row; another than the key where two methods mean different things by it
    QStringList methods;  // of RunConfig::method, that have it; empty: all
    QString label;
    QString unit;                      // behind the placeholder; empty: none
    QString help;                      // meaning, formula, default
    bool is_rare = false;              // behind the fold
    bool is_wide = false;              // its editor stands below its label: long words
    bool is_rule = false;              // of no effect when nothing learns
    std::vector<FieldChoice> choices;  // empty: a line to type in
};

/// In the order of the form. All fields of RunConfig but model and document, which are chosen elsewhere. A key of one
/// method stands once.
const std::vector<RunField>& run_fields();
/// Appends the fields of the methods that learn by gradients: those that are always seen, or those behind the fold.
void add_gradient_fields(std::vector<RunField>& fields);
void add_rare_gradient_fields(std::vector<RunField>& fields);

bool belongs(const RunField& field, const std::string& method);
bool is_of_fast_weights(const RunField& field);  // and not of every method
/// nullptr: the method has no such field.
const RunField* find_field(const QString& key, const std::string& method);
/// "In-Place TTT", for RunConfig::method; another version's name as it is.
QString method_words(const std::string& method);

/// What an empty field stands for: "1, 2, 3, as trained". `config` is the whole form.
QString placeholder(const RunField& field, const RunConfig& config, const ModelFacts& model);

/// Fast weights are to learn a trained target, and the checkpoint has none: nothing would change.
bool lacks_fast_weights(const RunConfig& config, const ModelFacts& model);

/// Why the text can't be used: empty when it can. `config` is the whole form as far as it was understood.
QString field_problem(const RunField& field, const QString& text, const RunConfig& config, const ModelFacts& model,
                      const DeviceFacts& device);
/// The same of a field that only methods have that learn by gradients.
QString gradient_problem(const QString& key, const RunConfig& config, const ModelFacts& model);
/// The first problem of the method and all its fields, with the field's label before it; empty: it can run.
QString config_problem(const RunConfig& config, const ModelFacts& model, const DeviceFacts& device);

}  // namespace ttt
