#include "views/lab/ask_options.h"

#include "views/plain_text.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QGridLayout>
#include <QLineEdit>
#include <QSpinBox>

#include <algorithm>
#include <limits>

namespace ttt {

namespace {

constexpr int pairs_in_a_row = 3;
constexpr int usual_length = 48;  // tokens
constexpr int most_tokens = 4096;
constexpr int whole_numbers = std::numeric_limits<int>::max();

QSpinBox* whole(int low, int high, int value)
{
    auto* field = new QSpinBox;
    field->setRange(low, high);
    field->setValue(value);
    return field;
}

QDoubleSpinBox* real(double low, double high)
{
    constexpr double step = 0.1;
    auto* field = new QDoubleSpinBox;
    field->setRange(low, high);
    field->setSingleStep(step);
    field->setValue(1);
    return field;
}

}  // namespace

AskOptions::AskOptions(QWidget* parent)
    : QWidget(parent), length_(whole(1, most_tokens, usual_length)), seed_(whole(0, whole_numbers, 0)),
      without_(whole(-1, -1, -1)), temperature_(real(0, 10)), top_p_(real(0.01, 1)), stop_(new QLineEdit),
      learns_(new QCheckBox(tr("Learn from question and answer"))), converses_(new QCheckBox(tr("Conversation")))
{
    without_->setSpecialValueText(tr("none"));
    temperature_->setToolTip(tr("0: always the likeliest token"));
    top_p_->setToolTip(tr("Draws from the likeliest tokens that have so much together"));
    without_->setToolTip(tr("This chunk is read, but teaches nothing: what would the model say without it?"));
    learns_->setToolTip(tr("What is written here and what the arms answer is learned from, too, as soon as a chunk is "
                           "complete. "
                           "In a conversation that is also what was said before; else every question begins at its "
                           "place again."));
    converses_->setToolTip(tr("Every question stands behind the earlier ones at its place and what each arm answered "
                              "itself; all of it is one note of the run. Off and on again: from the place anew."));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins({});
    int index = 0;
    const auto add = [&](const QString& name, QWidget* field) {
        auto* label = new PlainLabel(name);
        label->setBuddy(field);
        field->setAccessibleName(name);
        grid->addWidget(label, index / pairs_in_a_row, 2 * (index % pairs_in_a_row));
        grid->addWidget(field, index / pairs_in_a_row, 2 * (index % pairs_in_a_row) + 1);
        ++index;
    };
    add(tr("Tokens"), length_);
    add(tr("Temperature"), temperature_);
    add(tr("Top p"), top_p_);
    add(tr("Seed"), seed_);
    add(tr("Stop at"), stop_);
    add(tr("Without chunk"), without_);
    grid->addWidget(learns_, 2, 0, 1, pairs_in_a_row);
    grid->addWidget(converses_, 2, pairs_in_a_row, 1, pairs_in_a_row);
    connect(converses_, &QCheckBox::toggled, this, &AskOptions::converses_changed);
    connect(without_, &QSpinBox::valueChanged, this, &AskOptions::place_changed);
    connect(learns_, &QCheckBox::toggled, this, &AskOptions::place_changed);
}

AskChoices AskOptions::choices() const
{
    AskChoices choices{.length = length_->value(),
                       .temperature = temperature_->value(),
                       .top_p = top_p_->value(),
                       .seed = static_cast<std::uint64_t>(seed_->value())};
    if (!stop_->text().isEmpty())
        choices.stop.push_back(stop_->text().toStdString());
    return choices;
}

bool AskOptions::converses() const
{
    return converses_->isChecked();
}

AskPlace AskOptions::at(std::int64_t item) const
{
    AskPlace place{.at = item, .learns = learns_->isChecked()};
    if (without_->value() >= 0)
        place.without = without_->value();
    return place;
}

void AskOptions::set_chunks(std::int64_t chunks)
{
    const QSignalBlocker quiet(without_);
    without_->setMaximum(static_cast<int>(std::min<std::int64_t>(chunks, whole_numbers)) - 1);
}

QString AskOptions::save() const
{
    return QStringLiteral("%1 %2 %3").arg(length_->value()).arg(temperature_->value()).arg(top_p_->value());
}

void AskOptions::restore(const QString& words)
{
    const QStringList parts = words.split(QLatin1Char(' '));
    if (parts.size() != 3)
        return;
    length_->setValue(parts[0].toInt());
    temperature_->setValue(parts[1].toDouble());
    top_p_->setValue(parts[2].toDouble());
}

}  // namespace ttt
