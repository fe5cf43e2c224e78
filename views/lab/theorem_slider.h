// A number by slider and by typing.
#pragma once

#include <QObject>
#include <QString>

class QDoubleSpinBox;
class QGridLayout;
class QLabel;
class QSlider;

namespace ttt {

/// The slider goes from low to high, by octaves if it is logarithmic; a number that is typed may be as large as `most`.
struct SliderScale {
    double low = 0, high = 1, most = 1;
    double step = 0.01;  // of the slider, and of the arrows beside the number
    int decimals = 2;
    bool is_logarithmic = false;
};

/// One row of a grid: label, slider, number. Its widgets belong to the grid's widget, which owns the row too. GUI
/// thread.
class TheoremSlider : public QObject {
    Q_OBJECT
public:
    TheoremSlider(const QString& name, const QString& tip, const SliderScale& scale, QGridLayout& grid,
                  QWidget* parent);

    double value() const;
    void set_value(double value);  // without edited()
    void set_most(double most);    // the largest that can be chosen, for both

    QSlider* slider() const { return slider_; }
    QDoubleSpinBox* number() const { return number_; }

Q_SIGNALS:
    void edited(double value);

private:
    int position_of(double value) const;
    double value_at(int position) const;

    SliderScale scale_;
    QLabel* label_;
    QSlider* slider_;
    QDoubleSpinBox* number_;
};

}  // namespace ttt
