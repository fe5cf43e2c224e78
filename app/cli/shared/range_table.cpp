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

std::vector<std::string> heads(const std::string& first, bool has_guarded)
{
    std::vector<std::string> heads{first, "frozen", "twin", "adapted"};
    if (has_guarded)
        heads.emplace_back("guarded");
    heads.insert(heads.end(), {"against frozen", "against twin"});
    return heads;
}

}  // namespace

RangeTable::RangeTable(const std::string& heading, bool has_guarded)
    : table_(heads(heading, has_guarded)), has_guarded_(has_guarded)
{
}

void RangeTable::add(const std::string& label, const RangePerplexity& range)
{
    std::vector<std::string> cells{label, number(range.frozen), number(range.twin), number(range.adapted)};
    if (has_guarded_)
        cells.push_back(number(range.guarded));
    cells.insert(cells.end(), {gain_text(range.against_frozen), gain_text(range.against_twin)});
    table_.add_row(cells);
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
