#include "app/cli/perplexity_json.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

void put(Json& json, const char* arm, std::optional<double> perplexity)
{
    if (perplexity && !std::isnan(*perplexity))
        json[arm] = *perplexity;
}

} // namespace

double whole_perplexity(double nll, const RunSummary& summary)
{
    // An arm that did not run has the sum 0, which no real document reaches.
    const bool ran = nll != 0 && summary.predicted > 0;
    return ran ? std::exp(nll / static_cast<double>(summary.predicted)) : std::numeric_limits<double>::quiet_NaN();
}

Json perplexity_json(const RunSummary& summary)
{
    Json json = Json::object();
    put(json, "frozen", whole_perplexity(summary.nll_frozen, summary));
    put(json, "adapted", whole_perplexity(summary.nll_adapted, summary));
    put(json, "twin", whole_perplexity(summary.nll_twin, summary));
    return json;
}

Json ranges_json(const std::vector<RangePerplexity>& ranges)
{
    Json list = Json::array();
    for (const RangePerplexity& range : ranges) {
        Json json{{"begin", range.begin}, {"end", range.end}};
        put(json, "frozen", range.frozen);
        put(json, "adapted", range.adapted);
        put(json, "twin", range.twin);
        list.push_back(std::move(json));
    }
    return list;
}

std::string text_of(const Json& json)
{
    return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

} // namespace ttt
