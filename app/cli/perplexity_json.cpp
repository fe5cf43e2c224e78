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

}  // namespace

Json perplexity_json(const RunSummary& summary)
{
    Json json = Json::object();
    put(json, "frozen", perplexity(summary.nll_frozen, summary.predicted));
    put(json, "adapted", perplexity(summary.nll_adapted, summary.predicted));
    put(json, "twin", perplexity(summary.nll_twin, summary.predicted));
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

}  // namespace ttt
