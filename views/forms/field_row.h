// One line of the form: a label, an editor, and below it the reason when what stands there can't be used.
#pragma once

#include "engine/records/settings/settings.h"

#include <QObject>
#include <QPalette>
#include <QString>
#include <QStringList>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QWidget;

namespace ttt {

/// Its widgets belong to the form, which owns the row too. GUI thread.
class FieldRow : public QObject {
    Q_OBJECT
public:
    /// Takes three rows of the grid, from `row` on.
    FieldRow(const Setting& setting, QGridLayout& grid, int row, QWidget* form);

    const Setting& setting() const { return setting_; }
    QString label() const;
    QWidget* editor() const;
    QString text() const;                       // as typed_text(); of the twin: "yes" or empty
    void set_text(const QString& text);         // without edited()
    void set_kind(RunKind kind);                // of the methods that a list of them offers
    void set_words(const QStringList& words);   // of a line: what may stand between commas, offered while one types
    void set_placeholder(const QString& text);  // of a list: the words of its default; empty: as they are
    void set_problem(const QString& problem);   // empty: none
    const QString& problem() const { return problem_; }
    void set_visible(bool visible);
    void set_enabled(bool enabled);
    void take_colours(const QPalette& palette);  // of the form, after it changed

Q_SIGNALS:
    void edited();
    void submitted();  // Enter in a line

private:
    void make_editor(QWidget* form);
    void describe();
    void show_colours();

    const Setting& setting_;
    QLabel* label_;
    QLabel* reason_;
    QLineEdit* line_ = nullptr;
    QComboBox* list_ = nullptr;
    QCheckBox* tick_ = nullptr;
    QString problem_;
    QPalette palette_;  // of the form
    bool is_visible_ = true;
};

}  // namespace ttt
