#include "sessions/own_settings.h"

#include "engine/files/json.h"
#include "engine/records/error.h"

namespace ttt {

namespace {

constexpr const char* own_key = "own";
constexpr std::size_t most_settings = 256;  // far more than a person reads

std::string text_of(const std::string& name, const nlohmann::ordered_json& value)
{
    if (value.is_structured())
        throw Error("The setting \"" + name + "\" of another program must be a single value.");
    return value.is_string() ? value.get<std::string>() : value.dump();
}

}  // namespace

OwnSettings own_settings(const std::string& config_json)
{
    OwnSettings own;
    const auto json = parse_json<nlohmann::ordered_json>(config_json, "The configuration of a run");
    if (!json.is_object() || !json.contains(own_key))
        return own;
    const auto& found = json[own_key];
    if (!found.is_object() || found.size() > most_settings)
        throw Error("The settings of another program must be an object of at most " + std::to_string(most_settings) +
                    " values.");
    for (const auto& [name, value] : found.items())
        own.emplace_back(name, text_of(name, value));
    return own;
}

std::string with_own_settings(const std::string& config_json, const OwnSettings& own)
{
    if (own.empty())
        return config_json;
    auto json = parse_json<nlohmann::ordered_json>(config_json, "The configuration of a run");
    for (const auto& [name, value] : own)
        json[own_key][name] = value;
    return json.dump();
}

std::string words_of(const OwnSettings& own)
{
    std::string words;
    for (const auto& [name, value] : own)
        words += (words.empty() ? "" : ", ") + name + (value.empty() ? "" : " " + value);
    return words;
}

}  // namespace ttt
