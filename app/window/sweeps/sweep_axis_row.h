// One setting that is swept: which, and its values, typed or filled in from a range.
#pragma once

#include "app/sweep_plan.h"

#include <QWidget>

#include <optional>

class QComboBox;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace ttt {

/// From `from` to `to` in `count` steps, evenly or by a constant factor, to four digits. Empty: that can't be.
QString values_between(double from, double to, int count, bool is_log);

/// GUI thread.
class SweepAxisRow : public QWidget {
    Q_OBJECT
public:
    /// may_be_none: nothing need be swept here.
    explicit SweepAxisRow(bool may_be_none, QWidget* parent = nullptr);

    /// The settings to choose from: those of the method. The choice stays where it can.
    void set_method(const std::string& method);
    void choose(const std::string& key, const QString& values);

    /// nullopt: none is chosen.
    std::optional<SweepAxis> axis() const;

Q_SIGNALS:
    void changed();

private:
    void make_fill();
    int place_of(const QString& key) const;
    const Setting* setting() const;
    void show_setting();
    void fill();

    bool may_be_none_;
    std::string method_;
    QComboBox* settings_;
    QLineEdit* values_;
    QLineEdit* from_;
    QLineEdit* to_;
    QSpinBox* count_;
    QComboBox* scale_;
    QPushButton* fill_;
};

}  // namespace ttt
