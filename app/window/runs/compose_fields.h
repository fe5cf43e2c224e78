// The plan of a composed document as a form.
#pragma once

#include "engine/text/compose_plan.h"

#include <QWidget>

class QDoubleSpinBox;
class QFormLayout;
class QLineEdit;
class QRadioButton;
class QSpinBox;

namespace ttt {

struct Dialogs;

/// Either the occurrences of each pattern are chosen or the share of the text; the other one follows. GUI thread.
class ComposeFields : public QWidget {
    Q_OBJECT
public:
    /// `dialogs` outlive the form.
    ComposeFields(const Dialogs& dialogs, QWidget* parent);

    ComposePlan plan() const;
    QString filler() const;  // file; empty: invented words
    QFormLayout& form() { return *form_; }
    /// Why there can't be such a document, a sentence; empty when there can.
    QString problem() const;

Q_SIGNALS:
    void changed();

private:
    QSpinBox* make_number(const QString& name, int least, int greatest, std::int64_t value, const QString& unit,
                          const QString& tip);
    QDoubleSpinBox* make_share(const QString& name, double percent, const QString& tip);
    void add_filler(const Dialogs& dialogs);
    void add_occurrences();
    void read_filler();

    QFormLayout* form_;
    std::string filler_text_;
    QString filler_problem_;
    QLineEdit* filler_ = nullptr;
    QSpinBox* words_ = nullptr;
    QSpinBox* patterns_ = nullptr;
    QSpinBox* pattern_words_ = nullptr;
    QRadioButton* by_share_ = nullptr;
    QSpinBox* repeats_ = nullptr;
    QDoubleSpinBox* frequency_ = nullptr;
    QSpinBox* gap_ = nullptr;
    QDoubleSpinBox* noise_ = nullptr;
    QSpinBox* seed_ = nullptr;
};

}  // namespace ttt
