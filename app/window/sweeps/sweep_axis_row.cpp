#include "app/window/sweeps/sweep_axis_row.h"

#include "engine/records/settings/setting_words.h"
#include "views/plain_text.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>

#include <cmath>

namespace ttt {

namespace {

constexpr int fewest = 2, most = 50, usual = 5;  // values of a range

bool is_number(const Setting& setting)
{
    return setting.choices.empty() && !std::holds_alternative<bool RunConfig::*>(setting.member) &&
           !std::holds_alternative<std::optional<bool> RunConfig::*>(setting.member) &&
           !std::holds_alternative<std::vector<std::int64_t> RunConfig::*>(setting.member);
}

bool is_whole(const Setting& setting)
{
    return std::holds_alternative<std::int64_t RunConfig::*>(setting.member) ||
           std::holds_alternative<std::uint64_t RunConfig::*>(setting.member) ||
           std::holds_alternative<std::optional<std::int64_t> RunConfig::*>(setting.member);
}

/// All of a choice, to take some out.
QString all_values(const Setting& setting)
{
    QStringList values;
    for (const SettingChoice& choice : setting.choices)
        values += QString::fromUtf8(choice.value);
    if (values.isEmpty() && !is_number(setting) &&
        !std::holds_alternative<std::vector<std::int64_t> RunConfig::*>(setting.member))
        values = {QStringLiteral("yes"), QStringLiteral("no")};
    return setting.is_several ? QString() : values.join(QStringLiteral(", "));
}

}  // namespace

QString values_between(double from, double to, int count, bool is_log)
{
    if (!std::isfinite(from) || !std::isfinite(to) || count < fewest || (is_log && !(from > 0 && to > 0)))
        return {};
    constexpr int digits = 4;
    QStringList values;
    for (int at = 0; at < count; ++at) {
        const double part = static_cast<double>(at) / (count - 1);
        const double value = is_log ? from * std::pow(to / from, part) : from + (to - from) * part;
        values += QString::number(value, 'g', digits);
    }
    return values.join(QStringLiteral(", "));
}

SweepAxisRow::SweepAxisRow(bool may_be_none, QWidget* parent)
    : QWidget(parent), may_be_none_(may_be_none), settings_(new QComboBox), values_(new QLineEdit),
      from_(new QLineEdit), to_(new QLineEdit), count_(new QSpinBox), scale_(new QComboBox),
      fill_(new QPushButton(tr("Fill in")))
{
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins({});
    settings_->setObjectName(QStringLiteral("setting"));
    settings_->setAccessibleName(tr("Setting"));
    settings_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    values_->setObjectName(QStringLiteral("values"));
    values_->setAccessibleName(tr("Values"));
    values_->setToolTip(
        tr("Values parted by commas; a value that is a list, such as layers, has plus signs: 1+2, 3+4"));
    line->addWidget(settings_);
    line->addWidget(values_, 1);
    make_fill();
    for (QWidget* part : std::initializer_list<QWidget*>{new PlainLabel(tr("from")), from_, new PlainLabel(tr("to")),
                                                         to_, count_, scale_, fill_})
        line->addWidget(part);
    connect(settings_, &QComboBox::currentIndexChanged, this, &SweepAxisRow::show_setting);
    connect(values_, &QLineEdit::textChanged, this, &SweepAxisRow::changed);
    connect(fill_, &QPushButton::clicked, this, &SweepAxisRow::fill);
}

void SweepAxisRow::make_fill()
{
    constexpr int letters = 9;
    for (QLineEdit* line : {from_, to_})
        line->setMaximumWidth(letters * fontMetrics().averageCharWidth());
    from_->setAccessibleName(tr("From"));
    to_->setAccessibleName(tr("To"));
    count_->setRange(fewest, most);
    count_->setValue(usual);
    count_->setSuffix(tr(" values"));
    count_->setAccessibleName(tr("How many values"));
    scale_->addItems({tr("by a factor"), tr("evenly")});
    scale_->setAccessibleName(tr("Spacing"));
    fill_->setToolTip(tr("Writes so many values between the two into the line."));
    fill_->setObjectName(QStringLiteral("fill"));
}

void SweepAxisRow::set_method(const std::string& method)
{
    if (method_ == method)
        return;
    method_ = method;
    const QString before = settings_->currentData().toString();
    {
        const QSignalBlocker blocker(settings_);
        settings_->clear();
        if (may_be_none_)
            settings_->addItem(tr("nothing else"), QString());
        for (const Setting& setting : ttt::settings())
            if (can_sweep(setting) && belongs(setting, method_) && setting.part != SettingPart::source)
                settings_->addItem(QString::fromUtf8(setting.label), QString::fromUtf8(setting.key));
        settings_->setCurrentIndex(std::max(0, place_of(before)));
    }
    if (before.isEmpty() || settings_->currentData().toString() != before)
        show_setting();
}

/// What is swept most is a rate.
int SweepAxisRow::place_of(const QString& key) const
{
    if (!key.isEmpty() || may_be_none_)
        return settings_->findData(key);
    const int inner = settings_->findData(QStringLiteral("inner_lr"));
    return inner >= 0 ? inner : settings_->findData(QStringLiteral("lr"));
}

void SweepAxisRow::choose(const std::string& key, const QString& values)
{
    settings_->setCurrentIndex(std::max(0, settings_->findData(QString::fromStdString(key))));
    values_->setText(values);
}

const Setting* SweepAxisRow::setting() const
{
    const std::string key = settings_->currentData().toString().toStdString();
    return key.empty() ? nullptr : find_setting(key, method_);
}

void SweepAxisRow::show_setting()
{
    const Setting* chosen = setting();
    const bool numbers = chosen && is_number(*chosen);
    for (QWidget* part : std::initializer_list<QWidget*>{from_, to_, count_, scale_, fill_})
        part->setEnabled(numbers);
    values_->setEnabled(chosen);
    settings_->setToolTip(chosen ? QString::fromStdString(help_of(*chosen)) : QString());
    values_->setPlaceholderText(numbers ? tr("values, such as 0.001, 0.002, 0.004") : tr("values"));
    values_->setText(chosen ? all_values(*chosen) : QString());
    Q_EMIT changed();
}

void SweepAxisRow::fill()
{
    const Setting* chosen = setting();
    const QString values =
        values_between(from_->text().toDouble(), to_->text().toDouble(), count_->value(), scale_->currentIndex() == 0);
    if (!chosen || values.isEmpty())
        return;
    if (!is_whole(*chosen))
        return values_->setText(values);
    QStringList whole;
    for (const QString& value : values.split(QStringLiteral(", ")))
        whole += QString::number(std::llround(value.toDouble()));
    whole.removeDuplicates();
    values_->setText(whole.join(QStringLiteral(", ")));
}

std::optional<SweepAxis> SweepAxisRow::axis() const
{
    const Setting* chosen = setting();
    if (!chosen)
        return std::nullopt;
    return sweep_axis(std::string(chosen->key) + "=" + values_->text().toStdString());
}

}  // namespace ttt
