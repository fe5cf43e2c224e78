// What can be set in the demonstration of the theorem.
#pragma once

#include "engine/records/theorem.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QGridLayout;

namespace ttt {

class TheoremSlider;

/// GUI thread. What a person sets is always possible: positions and counts keep each other in range.
class TheoremControls : public QWidget {
    Q_OBJECT
public:
    explicit TheoremControls(QWidget* parent = nullptr);

    const TheoremSetup& setup() const { return setup_; }
    void set_setup(const TheoremSetup& setup);  // without edited()

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent* event) override;

private:
    void make_choices(QGridLayout& grid);
    void make_sliders(QGridLayout& grid);
    void make_counts(QGridLayout& grid);
    void make_switches(QGridLayout& grid);
    QComboBox* add_choice(QGridLayout& grid, const QString& name, const QString& tip);
    QCheckBox* add_switch(QGridLayout& grid, const QString& name, const QString& tip, bool TheoremSetup::*field);
    TheoremSlider* add_count(QGridLayout& grid, const QString& name, const QString& tip, std::int64_t low,
                             std::int64_t high, std::int64_t TheoremSetup::*field);
    TheoremSlider* add_number(QGridLayout& grid, const QString& name, const QString& tip, double high, double most,
                              double TheoremSetup::*field);
    void take_in();
    void show_setup();
    void keep_in_range();
    void take_colours();

    TheoremSetup setup_;
    QComboBox *tap_ = nullptr, *dtype_ = nullptr;
    TheoremSlider *rho_ = nullptr, *common_mode_ = nullptr, *eta_ = nullptr, *inner_ = nullptr, *position_ = nullptr,
                  *occurrences_ = nullptr, *rivals_ = nullptr, *seed_ = nullptr;
    QCheckBox *centre_ = nullptr, *same_chunk_ = nullptr;
};

}  // namespace ttt
