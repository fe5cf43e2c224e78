#include "app/cli/runs/shift_errors.h"

#include "app/cli/shared/table.h"
#include "app/format.h"
#include "engine/vision/corruptions/corrupt.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <ostream>

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

double per_cent(const Total& total)
{
    return total.count > 0 ? 100 * total.sum / static_cast<double>(total.count)
                           : std::numeric_limits<double>::quiet_NaN();
}

std::string error_text(double error)
{
    return std::isnan(error) ? "–" : fixed(error, 2) + " %";
}

void put(nlohmann::ordered_json& json, const char* key, double error)
{
    if (!std::isnan(error))
        json[key] = error;
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

void print_shifts(std::ostream& out, const std::vector<ShiftErrors>& shifts, const RunSummary& summary)
{
    out << "Error by shift\n";
    Table table({"shift", "images", "frozen", "adapted"});
    for (const ShiftErrors& errors : shifts)
        table.add_row({shift_text({errors.shift.corruption, errors.shift.severity}), thousands(errors.images),
                       error_text(per_cent(errors.frozen)), error_text(per_cent(errors.adapted))});
    table.add_row({"all", thousands(summary.items), error_text(mean_of(summary, Column::wrong_frozen)),
                   error_text(mean_of(summary, Column::wrong_adapted))});
    out << table << '\n';
}

nlohmann::ordered_json shifts_json(const std::vector<ShiftErrors>& shifts)
{
    auto list = nlohmann::ordered_json::array();
    for (const ShiftErrors& errors : shifts) {
        nlohmann::ordered_json shift{
            {"corruption", errors.shift.corruption.empty() ? "clean" : errors.shift.corruption},
            {"severity", errors.shift.severity},
            {"images", errors.images}};
        put(shift, "frozen", per_cent(errors.frozen));
        put(shift, "adapted", per_cent(errors.adapted));
        list.push_back(std::move(shift));
    }
    return list;
}

nlohmann::ordered_json error_json(const RunSummary& summary)
{
    auto json = nlohmann::ordered_json::object();
    put(json, "frozen", mean_of(summary, Column::wrong_frozen));
    put(json, "adapted", mean_of(summary, Column::wrong_adapted));
    return json;
}

}  // namespace ttt
