#include "app/window/methods/methods_table.h"

#include "views/number_text.h"

#include <QCoreApplication>

#include <array>
#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(MethodsView)
};

constexpr int decimals = 2;          // of perplexities
constexpr double most_digits = 1e6;  // a perplexity beyond it has left the text
constexpr double most_change = 100;  // times as much: no percentage says that

QString perplexity_text(double value)
{
    return value >= most_digits ? number_text(value, 2) : fixed_text(value, decimals);
}

/// "−12.3 %"; "diverged" where what was learned broke the model.
QString change_of(double change)
{
    return change > most_change ? Words::tr("diverged") : change_text(1 + change);
}

QString percent(double part)
{
    return std::isnan(part) ? QString(no_value) : signed_text(100 * part, 1);
}

QString interval(const Gain& gain)
{
    const bool is_known = std::isfinite(gain.low) && gain.high <= most_change;
    return is_known ? Words::tr("%1 to %2 %").arg(percent(gain.low), percent(gain.high)) : QString(no_value);
}

QString memory(const MethodResult& run)
{
    if (std::isnan(run.peak_memory_mib))
        return no_value;
    const QString mib = Words::tr("%1 MiB").arg(grouped(std::llround(run.peak_memory_mib)));
    return run.is_memory_bound ? Words::tr("≤ %1").arg(mib) : mib;
}

QString range_name(const Comparison::Range& range)
{
    return Words::tr("%1 – %2").arg(grouped(range.begin), grouped(range.end));
}

}  // namespace

ViewTable methods_table(const Comparison& comparison, const std::vector<QString>& names)
{
    ViewTable table{{Words::tr("method"), Words::tr("perplexity"), Words::tr("against frozen"),
                     Words::tr("95 % interval"), Words::tr("worse tokens"), Words::tr("seconds"),
                     Words::tr("peak memory")},
                    {}};
    for (const Comparison::Range& range : comparison.ranges)
        table.header += range_name(range);
    for (std::size_t at = 0; at < comparison.methods.size(); ++at) {
        const ComparedMethod& method = comparison.methods[at];
        const bool has_run = !method.run.nll.empty();
        const double worse = method.gain.worse;
        std::vector<QString> cells{names[at],
                                   perplexity_text(method.perplexity),
                                   change_of(method.gain.change),
                                   interval(method.gain),
                                   std::isnan(worse) ? QString(no_value)
                                                     : Words::tr("%1 %").arg(fixed_text(100 * worse, 1)),
                                   has_run ? fixed_text(method.run.seconds, 1) : QString(no_value),
                                   memory(method.run)};
        for (std::size_t range = 0; range < comparison.ranges.size(); ++range)
            cells.push_back(perplexity_text(range < method.ranges.size() ? method.ranges[range].value_or(std::nan(""))
                                                                         : std::nan("")));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

QString column_help(int column)
{
    static const std::array help{
        QT_TRANSLATE_NOOP("MethodsView", "What learned while it read; frozen: nothing."),
        QT_TRANSLATE_NOOP("MethodsView", "exp(mean NLL) over all tokens of the document."),
        QT_TRANSLATE_NOOP("MethodsView",
                          "Change of the perplexity, on the tokens that both read: exp(mean(NLL − NLL of "
                          "frozen)) − 1."),
        QT_TRANSLATE_NOOP("MethodsView", "95 % of the changes that come out when whole blocks of tokens are drawn anew "
                                         "(block bootstrap)."),
        QT_TRANSLATE_NOOP("MethodsView",
                          "Share of the tokens that cost over 0.1 nats more than they cost frozen: NLL − "
                          "NLL of frozen > 0.1."),
        QT_TRANSLATE_NOOP("MethodsView", "Time that reading and learning took, without probes."),
        QT_TRANSLATE_NOOP("MethodsView",
                          "Largest memory in use; ≤: an earlier run of the same process had used as much."),
    };
    const auto at = static_cast<std::size_t>(column);
    return at < help.size() ? Words::tr(help[at]) : Words::tr("exp(mean NLL) over the tokens at these positions.");
}

QString gain_words(const GainPoint& point)
{
    const QString change = change_of(point.change);
    const bool is_known = std::isfinite(point.low) && point.high <= most_change;
    return is_known ? Words::tr("%1 (%2 to %3)").arg(change, percent(point.low), percent(point.high)) : change;
}

QString range_words(const Comparison& comparison, std::size_t method, double x)
{
    const auto& ranges = comparison.methods[method].ranges;
    for (std::size_t at = 0; at < ranges.size(); ++at)
        if (x < static_cast<double>(comparison.ranges[at].end))
            return Words::tr("%1 in %2")
                .arg(perplexity_text(ranges[at].value_or(std::nan(""))), range_name(comparison.ranges[at]));
    return no_value;
}

}  // namespace ttt
