// Numbers as a person reads them: grouped digits, a real minus sign, as many digits as tell something.
#pragma once

#include <QString>

#include <cstdint>

namespace ttt {

/// What stands where there is no number.
inline constexpr QChar no_value = u'–';

/// "2,204"
QString grouped(std::int64_t value);
/// "1 chunk", "2,204 chunks": `one` as it is, `many` with %1 for the number.
QString counted(std::int64_t count, const QString& one, const QString& many);
/// "+4.31", "−0.22"; NaN: "–".
QString signed_text(double value, int decimals = 2);
/// "3e51", "−2.5e−07"
QString scientific_text(double value);
/// "36.2", "−2.5", from a billion on "3.25e51"; NaN: "–".
QString fixed_text(double value, int decimals);
/// About so many digits whatever the size: "0.004123", "1.25", "1,235", "3.2e−9"; whole numbers have no decimals.
QString number_text(double value, int digits = 4);
/// "−19.3 %" for 0.807; NaN: "–".
QString change_text(double ratio);

}  // namespace ttt
