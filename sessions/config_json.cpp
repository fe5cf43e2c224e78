#include "sessions/config_json.h"

#include "engine/files/json.h"
#include "engine/files/json_words.h"
#include "engine/records/error.h"
#include "engine/records/settings/settings.h"

#include <cmath>
#include <limits>

namespace ttt {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char* chosen_key = "chosen";

std::string hex_of(const std::string& bytes)
{
    constexpr char digits[] = "0123456789abcdef";
    std::string hex;
    for (const unsigned char byte : bytes) {
        hex += digits[byte >> 4];
        hex += digits[byte & 15];
    }
    return hex;
}

std::string from_hex(const std::string& hex)
{
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        std::size_t used = 0;
        const int byte = std::stoi(hex.substr(i, 2), &used, 16);
        bytes += static_cast<char>(used == 2 ? byte : throw std::invalid_argument("hex"));
    }
    return bytes;
}

Json encode(const std::string& value)
{
    Json text = value;
    try {
        text.dump();
        return text;
    } catch (const Json::type_error&) {  // not UTF-8
        return Json{{"hex", hex_of(value)}};
    }
}

template <class E>
Json encode(const Choice<E>& value)
{
    return encode(value.text());
}

Json encode(double value)
{
    if (std::isfinite(value))
        return value;
    return std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
}

Json encode(bool value)
{
    return value;
}
Json encode(std::int64_t value)
{
    return value;
}
Json encode(std::uint64_t value)
{
    return value;
}

template <class T>
Json encode(const std::vector<T>& values)
{
    Json list = Json::array();
    for (const T& value : values)
        list.push_back(encode(value));
    return list;
}

template <class T>
Json encode(const std::optional<T>& value)
{
    return value ? encode(*value) : Json(nullptr);
}

/// nlohmann turns any number or bool into any other; a log must not.
void expect(bool right)
{
    if (!right)
        throw std::invalid_argument("type");
}

void decode(const nlohmann::json& json, std::string& value)
{
    value = json.is_object() ? from_hex(json.at("hex").get<std::string>()) : json.get<std::string>();
}

template <class E>
void decode(const nlohmann::json& json, Choice<E>& value)
{
    std::string word;
    decode(json, word);
    value = Choice<E>(std::move(word));
}

void decode(const nlohmann::json& json, double& value)
{
    if (!json.is_string()) {
        expect(json.is_number());
        value = json.get<double>();
        return;
    }
    const auto name = json.get<std::string>();
    expect(name == "nan" || name == "inf" || name == "-inf");
    const double infinity = std::numeric_limits<double>::infinity();
    value = name == "nan" ? std::numeric_limits<double>::quiet_NaN() : name == "inf" ? infinity : -infinity;
}

void decode(const nlohmann::json& json, bool& value)
{
    expect(json.is_boolean());
    value = json.get<bool>();
}

void decode(const nlohmann::json& json, std::int64_t& value)
{
    expect(json.is_number_integer());
    expect(!json.is_number_unsigned() || json.get<std::uint64_t>() <= std::numeric_limits<std::int64_t>::max());
    value = json.get<std::int64_t>();
}

void decode(const nlohmann::json& json, std::uint64_t& value)
{
    expect(json.is_number_unsigned());
    value = json.get<std::uint64_t>();
}

template <class T>
void decode(const nlohmann::json& json, std::vector<T>& values)
{
    expect(json.is_array());
    values.clear();
    for (const nlohmann::json& element : json)
        decode(element, values.emplace_back());
}

template <class T>
void decode(const nlohmann::json& json, std::optional<T>& value)
{
    value.reset();
    if (!json.is_null())
        decode(json, value.emplace());
}

}  // namespace

std::string to_json(const RunConfig& config)
{
    Json json = Json::object();
    visit_fields(config, [&json](const char* key, const auto& value) { json[key] = encode(value); });
    if (config.chosen)
        json[chosen_key] = encode(*config.chosen);
    return json.dump();
}

RunConfig from_json(const std::string& text)
{
    const nlohmann::json json = parse_json(text, "The configuration of a run");
    if (!json.is_object())
        throw Error("The configuration of a run must be a JSON object.");
    RunConfig config;
    config.start_token = false;  // runs that know nothing of it were made without,
    config.guard = Guard::off;   // and so of this
    const auto read = [&json](const char* key, auto& value) {
        const auto field = json.find(key);
        if (field == json.end())
            return;
        try {
            decode(*field, value);
        } catch (const std::exception&) {
            throw Error("The configuration of a run has a wrong value for \"" + std::string(key) +
                        "\": " + json_words(*field) + ".");
        }
    };
    visit_fields(config, read);
    read(chosen_key, config.chosen);
    return config;
}

}  // namespace ttt
