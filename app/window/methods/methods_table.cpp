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

/// "31.24", of an error "31.24 %".
QString value_text(double value, bool errors)
{
    return errors && !std::isnan(value) ? Words::tr("%1 %").arg(fixed_text(value, decimals)) : perplexity_text(value);
}

/// "−12.3 %"; "diverged" where what was learned broke the model. Of errors "−12.3 points".
QString change_of(double change, bool errors)
{
    if (errors)
        return std::isnan(change) ? QString(no_value) : Words::tr("%1 points").arg(signed_text(100 * change, 1));
    return change > most_change ? Words::tr("diverged") : change_text(1 + change);
}

QString percent(double part)
{
    return std::isnan(part) ? QString(no_value) : signed_text(100 * part, 1);
}

QString interval(const Gain& gain, bool errors)
{
    const bool is_known = std::isfinite(gain.low) && gain.high <= most_change;
    const QString words = errors ? Words::tr("%1 to %2") : Words::tr("%1 to %2 %");
    return is_known ? words.arg(percent(gain.low), percent(gain.high)) : QString(no_value);
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
    if (!range.name.empty())
        return QString::fromStdString(range.name);
    return Words::tr("%1 – %2").arg(grouped(range.begin), grouped(range.end));
}

}  // namespace

namespace {

std::vector<QString> cells_of(const ComparedMethod& method, const QString& name, bool errors)
{
    const bool has_run = !method.run.nll.empty();
    const double worse = method.gain.worse;
    return {name,
            value_text(method.perplexity, errors),
            change_of(method.gain.change, errors),
            interval(method.gain, errors),
            std::isnan(worse) ? QString(no_value) : Words::tr("%1 %").arg(fixed_text(100 * worse, 1)),
            has_run ? fixed_text(method.run.seconds, 1) : QString(no_value),
            memory(method.run)};
}

}  // namespace

ViewTable methods_table(const Comparison& comparison, const std::vector<QString>& names)
{
    const bool errors = comparison.errors;
    ViewTable table{{Words::tr("method"), errors ? Words::tr("error") : Words::tr("perplexity"),
                     Words::tr("against frozen"), Words::tr("95 % interval"),
                     errors ? Words::tr("newly wrong") : Words::tr("worse tokens"), Words::tr("seconds"),
                     Words::tr("peak memory")},
                    {}};
    for (const Comparison::Range& range : comparison.ranges)
        table.header += range_name(range);
    for (std::size_t at = 0; at < comparison.methods.size(); ++at) {
        const ComparedMethod& method = comparison.methods[at];
        std::vector<QString> cells = cells_of(method, names[at], errors);
        for (std::size_t range = 0; range < comparison.ranges.size(); ++range)
            cells.push_back(value_text(
                range < method.ranges.size() ? method.ranges[range].value_or(std::nan("")) : std::nan(""), errors));
        table.rows.push_back(std::move(cells));
    }
    return table;
}

QString column_help(int column, bool errors)
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
    static const std::array help_on_images{
        QT_TRANSLATE_NOOP("MethodsView", "What adapted while it was shown the stream; frozen: nothing."),
        QT_TRANSLATE_NOOP("MethodsView", "Share of the images that got a wrong answer."),
        QT_TRANSLATE_NOOP("MethodsView",
                          "Change of the error in percentage points, on the images that both were shown."),
        QT_TRANSLATE_NOOP("MethodsView", "95 % of the changes that come out when whole batches are drawn anew (block "
                                         "bootstrap), in percentage points."),
        QT_TRANSLATE_NOOP("MethodsView", "Share of the images that frozen got right and this method wrong."),
    };
    const auto at = static_cast<std::size_t>(column);
    if (errors && at < help_on_images.size())
        return Words::tr(help_on_images[at]);
    if (at < help.size())
        return Words::tr(help[at]);
    return errors ? Words::tr("Error on the images of this shift.")
                  : Words::tr("exp(mean NLL) over the tokens at these positions.");
}

QString gain_words(const GainPoint& point, bool errors)
{
    const QString change = change_of(point.change, errors);
    const bool is_known = std::isfinite(point.low) && point.high <= most_change;
    return is_known ? Words::tr("%1 (%2 to %3)").arg(change, percent(point.low), percent(point.high)) : change;
}

QString range_words(const Comparison& comparison, std::size_t method, double x)
{
    const auto& ranges = comparison.methods[method].ranges;
    for (std::size_t at = 0; at < ranges.size(); ++at)
        if (x < static_cast<double>(comparison.ranges[at].end))
            return Words::tr("%1 in %2")
                .arg(value_text(ranges[at].value_or(std::nan("")), comparison.errors),
                     range_name(comparison.ranges[at]));
    return no_value;
}

}  // namespace ttt
