#include "views/number_text.h"

#include <QLocale>

#include <cmath>

namespace ttt {

namespace {

constexpr double largest_grouped = 1e15;  // beyond it whole numbers are not exact
constexpr double largest_fixed = 1e9;     // beyond it digits are counted, not read
constexpr double smallest_plain = 1e-4;

/// The words of the program are English, and so are its numbers, whatever the machine speaks.
const QLocale& english()
{
    static const QLocale locale(QLocale::English, QLocale::UnitedStates);
    return locale;
}

QString with_minus(QString text)
{
    return text.replace(u'-', u'−');
}

int decimals_for(double size, int digits)
{
    return size == 0 ? 0 : std::max(0, digits - 1 - static_cast<int>(std::floor(std::log10(size))));
}

QString without_end_zeros(QString text)
{
    if (!text.contains(u'.'))
        return text;
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

}  // namespace

QString grouped(std::int64_t value)
{
    return with_minus(english().toString(static_cast<qlonglong>(value)));
}

QString counted(std::int64_t count, const QString& one, const QString& many)
{
    return count == 1 ? one : many.arg(grouped(count));
}

QString scientific_text(double value)
{
    const QString text = QString::number(value, 'e', 2);
    const qsizetype at = text.indexOf(u'e');
    return with_minus(without_end_zeros(text.left(at)) + u'e' + QString::number(text.mid(at + 1).toInt()));
}

QString fixed_text(double value, int decimals)
{
    if (std::isnan(value))
        return no_value;
    if (std::isinf(value))
        return value > 0 ? QStringLiteral("∞") : QStringLiteral("−∞");
    if (std::abs(value) >= largest_fixed)
        return scientific_text(value);
    if (std::round(value * std::pow(10, decimals)) == 0)
        value = 0;  // no "−0"
    return with_minus(english().toString(value, 'f', decimals));
}

QString signed_text(double value, int decimals)
{
    const QString text = fixed_text(value, decimals);
    return value > 0 ? u'+' + text : text;
}

QString number_text(double value, int digits)
{
    if (std::isnan(value))
        return no_value;
    const double size = std::abs(value);
    if (!std::isinf(value) && (size >= largest_grouped || (size > 0 && size < smallest_plain)))
        return scientific_text(value);
    return without_end_zeros(fixed_text(value, decimals_for(size, digits)));
}

QString change_text(double ratio)
{
    constexpr double percent = 100;
    return std::isnan(ratio) ? QString(no_value) : signed_text((ratio - 1) * percent, 1) + QStringLiteral(" %");
}

}  // namespace ttt
