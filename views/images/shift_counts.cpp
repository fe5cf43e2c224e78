#include "views/images/shift_counts.h"

#include "views/images/image_items.h"
#include "views/images/image_words.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ttt {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(ShiftsView)
};

constexpr double z95 = 1.959964;  // of the normal distribution, both sides

void count(ErrorCount& to, double wrong)
{
    if (std::isnan(wrong))
        return;
    ++to.count;
    to.wrong += wrong > 0;
}

void count(ShiftCounts& to, const ImageItems& items, std::int64_t item)
{
    if (to.first_item < 0)
        to.first_item = item;
    ++to.images;
    count(to.frozen, items.wrong(Arm::frozen, item));
    count(to.adapted, items.wrong(Arm::adapted, item));
}

}  // namespace

Interval wilson_interval(std::int64_t wrong, std::int64_t count)
{
    if (count <= 0)
        return {};
    const double n = static_cast<double>(count), share = static_cast<double>(wrong) / n, z2 = z95 * z95;
    const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
    const double half = z95 / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
    return {std::max(0.0, middle - half), std::min(1.0, middle + half)};
}

double ErrorCount::error() const
{
    return count == 0 ? std::numeric_limits<double>::quiet_NaN()
                      : 100 * static_cast<double>(wrong) / static_cast<double>(count);
}

std::vector<ShiftCounts> shift_counts(const RunModel& run)
{
    const ImageSetRecord* set = image_set_of(run);
    if (!set)
        return {};
    std::vector<ShiftCounts> all;
    for (std::size_t shift = 0; shift < set->shifts.size(); ++shift)
        all.push_back({.name = shift_words_at(run, static_cast<std::int32_t>(shift)), .frozen = {}, .adapted = {}});
    all.push_back({.name = Words::tr("all"), .frozen = {}, .adapted = {}});
    const ImageItems items(run);
    for (std::int64_t item = 0; item < items.count(); ++item) {
        const auto shift = static_cast<std::size_t>(items.shift(item));
        if (shift < set->shifts.size())
            count(all[shift], items, item);
        count(all.back(), items, item);
    }
    return all;
}

}  // namespace ttt
