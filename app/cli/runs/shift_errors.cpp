#include "app/cli/runs/shift_errors.h"

#include "app/cli/shared/table.h"
#include "app/format.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <ostream>

namespace ttt {

namespace {

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

void print_shifts(std::ostream& out, const std::vector<ShiftErrors>& shifts, const RunSummary& summary)
{
    out << "Error by shift\n";
    Table table({"shift", "images", "frozen", "adapted"});
    for (const ShiftErrors& errors : shifts)
        table.add_row({name_of(errors.shift), thousands(errors.images), error_text(error_per_cent(errors.frozen)),
                       error_text(error_per_cent(errors.adapted))});
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
        put(shift, "frozen", error_per_cent(errors.frozen));
        put(shift, "adapted", error_per_cent(errors.adapted));
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
