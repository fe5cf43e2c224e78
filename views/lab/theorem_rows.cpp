#include "views/lab/theorem_rows.h"

#include "views/number_text.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TheoremView)
};

constexpr double agreement = 1e-3;  // of the signal: below it the bars look the same
constexpr double margin = 0.04;     // of the range, beside the longest bar

TheoremRow single_token(const QString& sign, const QString& name, std::int64_t token, const TheoremResult& result)
{
    const auto at = static_cast<std::size_t>(token);
    const double measured = result.measured[at], single = result.single[at];
    const std::int64_t written = result.setup.tap == 1   ? result.previous
                                 : result.setup.tap == 2 ? result.key
                                                         : result.target;
    const bool is_rival = token == result.rival && result.setup.tap == 3;
    return {.sign = sign,
            .name = name,
            .predicted = result.predicted[at],
            .measured = measured,
            .low = measured,
            .high = measured,
            .single_low = single,
            .single_high = single,
            .is_written = token == written || is_rival};
}

TheoremRow all_others(const TheoremResult& result)
{
    const LogitChange measured = logit_change(result, result.measured), single = logit_change(result, result.single);
    return {.sign = Words::tr("others"),
            .name = Words::tr("all others, mean and range"),
            .predicted = logit_change(result, result.predicted).others_mean,
            .measured = measured.others_mean,
            .low = measured.others_min,
            .high = measured.others_max,
            .single_low = single.others_min,
            .single_high = single.others_max,
            .is_many = true};
}

/// Rounding may tell the extremes apart where no digit shows it.
QString span_text(double low, double high)
{
    const QString first = number_text(low), last = number_text(high);
    return first == last ? first : Words::tr("%1 to %2").arg(first, last);
}

}  // namespace

std::vector<TheoremRow> theorem_rows(const TheoremResult& result)
{
    std::vector<TheoremRow> rows{
        single_token(QStringLiteral("v*"), Words::tr("v*, after the key"), result.target, result),
        single_token(QStringLiteral("k*"), Words::tr("k*, the key"), result.key, result),
        single_token(Words::tr("before"), Words::tr("before the key"), result.previous, result)};
    if (result.rival >= 0)
        rows.push_back(single_token(Words::tr("rival"), Words::tr("rival, also after the key"), result.rival, result));
    rows.push_back(all_others(result));
    return rows;
}

QString theorem_row_text(const TheoremRow& row)
{
    const QString range = row.is_many && number_text(row.low) != number_text(row.high)
                              ? Words::tr(" (%1)").arg(span_text(row.low, row.high))
                              : QString();
    return Words::tr("%1: predicted %2, measured %3%4, one run alone %5")
        .arg(row.name, number_text(row.predicted), number_text(row.measured), range,
             span_text(row.single_low, row.single_high));
}

double theorem_signal(const TheoremResult& result)
{
    return result.setup.eta * result.alignment;
}

QString theorem_agreement(const TheoremResult& result)
{
    const double error = result.relative_error;
    if (error == 0)
        return Words::tr("Predicted and measured are equal.");
    if (error < agreement)
        return Words::tr("Predicted and measured agree to %1 of η c_align.").arg(number_text(error, 2));
    return Words::tr("Predicted and measured differ by up to %1 % of η c_align.").arg(number_text(100 * error, 3));
}

QString theorem_agreement_in_short(const TheoremResult& result)
{
    const double error = result.relative_error;
    if (error == 0)
        return Words::tr("measured as predicted");
    return error < agreement ? Words::tr("error %1").arg(number_text(error, 2))
                             : Words::tr("error %1 %").arg(number_text(100 * error, 3));
}

QString theorem_target_name(std::int64_t tap)
{
    return tap == 1   ? Words::tr("Target: previous token")
           : tap == 2 ? Words::tr("Target: the token itself")
                      : Words::tr("Target: next token");
}

TheoremRange theorem_range(const TheoremResult& result, const TheoremResult& beside, bool with_single)
{
    double low = 0, high = std::max(theorem_signal(result), theorem_signal(beside));
    for (const TheoremResult* one : {&result, &beside})
        for (const TheoremRow& row : theorem_rows(*one)) {
            low = std::min({low, row.predicted, row.low, with_single ? row.single_low : 0.0});
            high = std::max({high, row.predicted, row.high, with_single ? row.single_high : 0.0});
        }
    if (!(high > low))
        return {0, 1};
    const double room = margin * (high - low);
    return {low < 0 ? low - room : 0, high + room};
}

}  // namespace ttt
