#include "app/cli/shared/range_table.h"

#include "app/format.h"

#include <limits>
#include <ostream>

namespace ttt {

namespace {

std::string number(const std::optional<double>& perplexity)
{
    return fixed(perplexity.value_or(std::numeric_limits<double>::quiet_NaN()), 2);
}

}  // namespace

RangeTable::RangeTable(const std::string& heading)
    : table_({heading, "frozen", "twin", "adapted", "against frozen", "against twin"})
{
}

void RangeTable::add(const std::string& label, const RangePerplexity& range)
{
    table_.add_row({label, number(range.frozen), number(range.twin), number(range.adapted),
                    gain_text(range.against_frozen), gain_text(range.against_twin)});
}

void RangeTable::add(const RangePerplexity& range)
{
    add(thousands(range.begin) + " – " + thousands(range.end), range);
}

std::ostream& operator<<(std::ostream& out, const RangeTable& table)
{
    return out << table.table_;
}

}  // namespace ttt
