#include "views/lab/theorem_slider.h"

#include "views/plain_text.h"

#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QSignalBlocker>
#include <QSlider>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

constexpr int least_letters = 9;  // of a number

/// What scrolls past under the wheel keeps its value.
class StillSlider : public QSlider {
public:
    using QSlider::QSlider;

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

class StillNumber : public QDoubleSpinBox {
public:
    using QDoubleSpinBox::QDoubleSpinBox;

    /// "0.07", not "0.070"
    QString textFromValue(double value) const override
    {
        QString text = QDoubleSpinBox::textFromValue(value);
        while (text.contains(u'.') && (text.endsWith(u'0') || text.endsWith(u'.')))
            text.chop(1);
        return text;
    }

protected:
    void wheelEvent(QWheelEvent* event) override { event->ignore(); }
};

}  // namespace

TheoremSlider::TheoremSlider(const QString& name, const QString& tip, const SliderScale& scale, QGridLayout& grid,
                             QWidget* parent)
    : QObject(parent), scale_(scale), label_(new PlainLabel(name, parent)),
      slider_(new StillSlider(Qt::Horizontal, parent)), number_(new StillNumber(parent))
{
    number_->setLocale(QLocale(QLocale::English, QLocale::UnitedStates));
    number_->setGroupSeparatorShown(false);
    number_->setKeyboardTracking(false);
    number_->setDecimals(scale.decimals);
    number_->setRange(scale.low, scale.most);
    number_->setSingleStep(scale.step);
    number_->setMinimumWidth(least_letters * number_->fontMetrics().averageCharWidth());
    slider_->setRange(0, position_of(scale.high));
    slider_->setPageStep(std::max(1, slider_->maximum() / 10));
    slider_->setMinimumWidth(least_letters * number_->fontMetrics().averageCharWidth() / 2);
    for (QWidget* widget :
         {static_cast<QWidget*>(label_), static_cast<QWidget*>(slider_), static_cast<QWidget*>(number_)}) {
        widget->setToolTip(tip);
        widget->setAccessibleName(name);
        widget->setAccessibleDescription(tip);
    }
    label_->setBuddy(number_);
    const int row = grid.rowCount();
    grid.addWidget(label_, row, 0);
    grid.addWidget(slider_, row, 1);
    grid.addWidget(number_, row, 2);
    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        const QSignalBlocker blocker(number_);
        number_->setValue(value_at(position));
        Q_EMIT edited(number_->value());
    });
    connect(number_, &QDoubleSpinBox::valueChanged, this, [this](double value) {
        const QSignalBlocker blocker(slider_);
        slider_->setValue(position_of(value));
        Q_EMIT edited(value);
    });
}

double TheoremSlider::value() const
{
    return number_->value();
}

void TheoremSlider::set_value(double value)
{
    const QSignalBlocker number(number_), slider(slider_);
    number_->setValue(value);
    slider_->setValue(position_of(value));
}

void TheoremSlider::set_most(double most)
{
    const QSignalBlocker number(number_), slider(slider_);
    scale_.high = scale_.most = most;
    number_->setMaximum(most);
    slider_->setMaximum(position_of(most));
}

int TheoremSlider::position_of(double value) const
{
    const double steps = scale_.is_logarithmic ? std::log2(std::max(value, scale_.low) / scale_.low)
                                               : (std::min(value, scale_.high) - scale_.low) / scale_.step;
    return static_cast<int>(std::lround(steps));
}

double TheoremSlider::value_at(int position) const
{
    return scale_.is_logarithmic ? scale_.low * std::exp2(position) : scale_.low + position * scale_.step;
}

}  // namespace ttt
