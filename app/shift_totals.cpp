#include "app/shift_totals.h"

#include "engine/vision/corruptions/corrupt.h"

#include <cmath>
#include <limits>

namespace ttt {

namespace {

const ItemColumn* column_in(const StepRecord& step, Column column)
{
    for (const ItemColumn& found : step.columns)
        if (found.column == column)
            return &found;
    return nullptr;
}

void add(Total& total, const ItemColumn* column, std::size_t at)
{
    if (!column || std::isnan(column->values[at]))
        return;
    total.sum += column->values[at];
    ++total.count;
}

}  // namespace

void ShiftTotals::add(const StepRecord& step)
{
    const ItemColumn* shift = column_in(step, Column::shift);
    if (!shift)
        return;
    const ItemColumn* frozen = column_in(step, Column::wrong_frozen);
    const ItemColumn* adapted = column_in(step, Column::wrong_adapted);
    for (std::size_t at = 0; at < shift->values.size(); ++at) {
        ShiftErrors& errors = by_shift_[std::lround(shift->values[at])];
        ++errors.images;
        ttt::add(errors.frozen, frozen, at);
        ttt::add(errors.adapted, adapted, at);
    }
}

std::vector<ShiftErrors> ShiftTotals::list(const RunInput& input) const
{
    std::vector<ShiftErrors> all;
    const auto* images = std::get_if<ImageSetRecord>(&input);
    for (auto [number, errors] : by_shift_) {
        if (images && number >= 0 && number < static_cast<std::int64_t>(images->shifts.size()))
            errors.shift = images->shifts[static_cast<std::size_t>(number)];
        all.push_back(errors);
    }
    return all;
}

double error_per_cent(const Total& total)
{
    return total.count > 0 ? 100 * total.sum / static_cast<double>(total.count)
                           : std::numeric_limits<double>::quiet_NaN();
}

std::string name_of(const ShiftRecord& shift)
{
    return shift_text({shift.corruption, shift.severity});
}

}  // namespace ttt
