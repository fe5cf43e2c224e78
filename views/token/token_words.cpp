#include "views/token/token_words.h"

#include "views/token/item_value.h"

#include <QCoreApplication>
#include <QLocale>

#include <cmath>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(TokenWords)
};

/// "frozen 7.10, twin 6.50, adapted 1.34": the arms that have a value.
template <class Write>
QString by_arm(const RunModel& run, std::int64_t item, Column frozen, Column twin, Column adapted, Write write)
{
    QStringList parts;
    const auto add = [&](const QString& name, Column column) {
        const double value = item_value(run, column, item);
        if (!std::isnan(value))
            parts += name + u' ' + write(value);
    };
    add(Words::tr("frozen"), frozen);
    add(Words::tr("twin"), twin);
    add(Words::tr("adapted"), adapted);
    return parts.join(QStringLiteral(", "));
}

}  // namespace

QString signed_number(double value, int decimals)
{
    const QString digits = QString::number(std::abs(value), 'f', decimals);
    const bool zero = digits.toDouble() == 0;
    return zero ? digits : (value < 0 ? QStringLiteral("−") : QStringLiteral("+")) + digits;
}

QString nats(double value)
{
    return std::isnan(value) ? QStringLiteral("–") : QString::number(value, 'f', 2);
}

QString probability(double value)
{
    if (value < 0.005)
        return QStringLiteral("<.01");
    const QString digits = QString::number(value, 'f', 2);
    return digits.startsWith(u'0') ? digits.mid(1) : QStringLiteral("1.0");
}

QString quoted(const QString& text)
{
    return Words::tr("“%1”").arg(text);
}

QString token_in_words(const RunModel& run, std::int64_t item)
{
    if (item < 0 || item >= document_items(run))
        return {};
    QString words = Words::tr("Token %1, %2, chunk %3.")
                        .arg(grouped(item), quoted(run.token_text(item)), grouped(run.step_of(item)));
    if (item >= run.shown_items())
        return words + u' ' + Words::tr("Not read yet.");
    const QString nll = by_arm(run, item, Column::nll_frozen, Column::nll_twin, Column::nll_adapted, nats);
    if (nll.isEmpty())
        return words + u' ' + Words::tr("No prediction.");
    words += u' ' + Words::tr("NLL %1 nats").arg(nll);
    const QString ranks = by_arm(run, item, Column::rank_frozen, Column::rank_twin, Column::rank_adapted,
                                 [](double rank) { return grouped(std::llround(rank)); });
    return words + (ranks.isEmpty() ? QStringLiteral(".") : QStringLiteral("; ") + Words::tr("rank %1.").arg(ranks));
}

QString place_in_words(const RunModel& run, Place place)
{
    if (!place || run.empty())
        return {};
    if (place.item >= 0)
        return token_in_words(run, place.item);
    const auto [begin, end] = run.items_of(place.step);
    return Words::tr("Chunk %1, tokens %2 to %3.").arg(grouped(place.step), grouped(begin), grouped(end - 1));
}

}  // namespace ttt
