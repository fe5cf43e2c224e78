#include "app/cli/range_table.h"

#include "app/format.h"

#include <limits>
#include <ostream>

namespace ttt {

RangeTable::RangeTable(const std::string& heading)
    : table_({heading, "frozen", "twin", "adapted", "against frozen", "against twin"})
{
}

void RangeTable::add(const std::string& label, std::optional<double> frozen, std::optional<double> twin,
                     std::optional<double> adapted)
{
    constexpr double none = std::numeric_limits<double>::quiet_NaN();
    const double f = frozen.value_or(none);
    const double t = twin.value_or(none);
    const double a = adapted.value_or(none);
    table_.add_row({label, fixed(f, 2), fixed(t, 2), fixed(a, 2), percent_change(f, a), percent_change(t, a)});
}

void RangeTable::add(const RangePerplexity& range)
{
    add(thousands(range.begin) + " – " + thousands(range.end), range.frozen, range.twin, range.adapted);
}

std::ostream& operator<<(std::ostream& out, const RangeTable& table)
{
    return out << table.table_;
}

}  // namespace ttt
