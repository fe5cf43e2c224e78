// How an answer is drawn, and what is left out or learned: the fields of the panel that asks.
#pragma once

#include "engine/records/answers.h"

#include <QWidget>

class QCheckBox;
class QDoubleSpinBox;
class QLineEdit;
class QSpinBox;

namespace ttt {

/// GUI thread.
class AskOptions : public QWidget {
    Q_OBJECT
public:
    explicit AskOptions(QWidget* parent = nullptr);

    AskChoices choices() const;
    /// What the place takes from here: learns, without.
    AskPlace at(std::int64_t item) const;
    /// Chunks that may be left out: [0, chunks).
    void set_chunks(std::int64_t chunks);

    QString save() const;
    void restore(const QString& words);

    bool converses() const;

Q_SIGNALS:
    void converses_changed(bool converses);
    void place_changed();  // learns or without

private:
    QSpinBox *length_, *seed_, *without_;
    QDoubleSpinBox *temperature_, *top_p_;
    QLineEdit* stop_;
    QCheckBox *learns_, *converses_;
};

}  // namespace ttt
