#include "app/cli/shared/perplexity_json.h"

#include "engine/records/steering.h"
#include "engine/text/utf8.h"

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

void put(Json& json, const char* arm, std::optional<double> perplexity)
{
    if (perplexity && !std::isnan(*perplexity))  // infinity becomes null
        json[arm] = *perplexity;
}

/// Where there are too few tokens for an interval nothing is claimed.
void put(Json& json, const char* key, const Gain& gain)
{
    if (std::isfinite(gain.low) && std::isfinite(gain.high))
        json[key] = {{"change", gain.change}, {"low", gain.low}, {"high", gain.high}};
}

/// All characters that steer have four digits.
std::string escape_of(char32_t character)
{
    char text[16];
    std::snprintf(text, sizeof text, "\\u%04x", static_cast<unsigned>(character));
    return text;
}

}  // namespace

Json perplexity_json(const RunSummary& summary)
{
    Json json = Json::object();
    for (const Arm arm : all_arms)
        put(json, name_of(arm).data(), perplexity(summary, arm));
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
        put(json, "guarded", range.guarded);
        put(json, "against_frozen", range.against_frozen);
        put(json, "against_twin", range.against_twin);
        list.push_back(std::move(json));
    }
    return list;
}

std::string text_of(const Json& json)
{
    const std::string dumped = json.dump(2, ' ', false, Json::error_handler_t::replace);
    std::string text;
    for (std::string_view rest = dumped; !rest.empty();) {
        const std::size_t length = utf8_sequence(rest);  // always one: dump() replaces what is no UTF-8
        const char32_t character = code_point_of(rest.substr(0, length));
        if (character != U'\n' && steers(character))
            text += escape_of(character);
        else
            text += rest.substr(0, length);
        rest.remove_prefix(length);
    }
    return text;
}

}  // namespace ttt
