#include "views/lab/theorem_setup_text.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <array>
#include <limits>

namespace ttt {

namespace {

using Words = QHash<QString, QString>;

Words words_of(const QString& text)
{
    Words words;
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts))
        words.insert(word.section(u'=', 0, 0), word.section(u'=', 1));
    return words;
}

void take(const Words& words, const char* key, std::int64_t low, std::int64_t high, std::int64_t& field)
{
    bool is_number = false;
    const qlonglong value = words.value(QLatin1String(key)).toLongLong(&is_number);
    if (is_number && value >= low && value <= high)
        field = value;
}

void take(const Words& words, const char* key, double high, double& field)
{
    bool is_number = false;
    const double value = words.value(QLatin1String(key)).toDouble(&is_number);
    if (is_number && value >= 0 && value <= high)
        field = value;
}

}  // namespace

QString theorem_setup_text(const TheoremSetup& setup)
{
    const auto exact = [](double value) {
        return QString::number(value, 'g', std::numeric_limits<double>::max_digits10);
    };
    const std::array<std::pair<const char*, QString>, 12> fields{{{"tap", QString::number(setup.tap)},
                                                                  {"position", QString::number(setup.position)},
                                                                  {"inner", QString::number(setup.inner)},
                                                                  {"rho", exact(setup.rho)},
                                                                  {"eta", exact(setup.eta)},
                                                                  {"dtype", QString::fromStdString(setup.dtype.text())},
                                                                  {"seed", QString::number(setup.seed)},
                                                                  {"common_mode", exact(setup.common_mode)},
                                                                  {"centre_keys", QString::number(setup.centre_keys)},
                                                                  {"occurrences", QString::number(setup.occurrences)},
                                                                  {"rivals", QString::number(setup.rivals)},
                                                                  {"same_chunk", QString::number(setup.same_chunk)}}};
    QStringList words;
    for (const auto& [key, value] : fields)
        words += QStringLiteral("%1=%2").arg(QLatin1String(key), value);
    return words.join(u' ');
}

TheoremSetup theorem_setup_of(const QString& text)
{
    const Words words = words_of(text);
    TheoremSetup setup;
    std::int64_t seed = 0, centre = 0, same_chunk = 0;
    take(words, "tap", 1, 3, setup.tap);
    take(words, "inner", TheoremLimits::least_inner, TheoremLimits::most_inner, setup.inner);
    take(words, "rho", 1, setup.rho);
    take(words, "eta", TheoremLimits::most_eta, setup.eta);
    take(words, "seed", 0, std::numeric_limits<std::int64_t>::max(), seed);
    take(words, "common_mode", TheoremLimits::most_common_mode, setup.common_mode);
    take(words, "centre_keys", 0, 1, centre);
    take(words, "same_chunk", 0, 1, same_chunk);
    setup.seed = static_cast<std::uint64_t>(seed);
    setup.centre_keys = centre == 1;
    setup.same_chunk = same_chunk == 1;
    take(words, "position", 0, last_position(setup), setup.position);
    take(words, "occurrences", 1, TheoremLimits::most_pairs, setup.occurrences);
    take(words, "rivals", 0, TheoremLimits::most_pairs - setup.occurrences, setup.rivals);
    if (const auto dtype = find_word<TheoremDtype>(words.value(QStringLiteral("dtype")).toStdString()))
        setup.dtype = *dtype;
    return setup;
}

}  // namespace ttt
