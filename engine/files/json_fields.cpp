#include "engine/files/json_fields.h"

#include "engine/files/json_words.h"
#include "engine/records/error.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <utility>

namespace ttt {
namespace {

bool fits(const nlohmann::json& value)
{
    constexpr auto most = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
    return value.is_number_unsigned() ? value.get<std::uint64_t>() <= most : value.is_number_integer();
}

bool is_finite_number(const nlohmann::json& value)
{
    return value.is_number() && std::isfinite(value.get<double>());
}

}  // namespace

JsonFields::JsonFields(const nlohmann::json& object, std::string file_name)
    : object_(object), file_name_(std::move(file_name))
{
}

bool JsonFields::empty() const
{
    return std::all_of(object_.begin(), object_.end(), [](const nlohmann::json& value) { return value.is_null(); });
}

bool JsonFields::has(const std::string& key) const
{
    const auto found = object_.find(key);
    return found != object_.end() && !found->is_null();
}

bool JsonFields::is_null(const std::string& key) const
{
    const auto found = object_.find(key);
    return found != object_.end() && found->is_null();
}

const nlohmann::json& JsonFields::value(const std::string& key) const
{
    if (!has(key))
        throw Error("The file '" + file_name_ + "' lacks the field '" + key + "'.");
    return object_.at(key);
}

JsonFields JsonFields::object(const std::string& key) const
{
    if (!value(key).is_object())
        fail(key, "must be a JSON object");
    return {value(key), file_name_};
}

std::int64_t JsonFields::integer(const std::string& key, std::int64_t least, std::int64_t most) const
{
    if (!fits(value(key)) || value(key).get<std::int64_t>() < least || value(key).get<std::int64_t>() > most)
        fail(key, "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    return value(key).get<std::int64_t>();
}

std::int64_t JsonFields::integer_or(const std::string& key, std::int64_t least, std::int64_t most,
                                    std::int64_t fallback) const
{
    return has(key) ? integer(key, least, most) : fallback;
}

double JsonFields::number(const std::string& key) const
{
    if (!is_finite_number(value(key)))
        fail(key, "must be a number");
    return value(key).get<double>();
}

double JsonFields::positive(const std::string& key) const
{
    if (number(key) <= 0)
        fail(key, "must be a number above 0");
    return number(key);
}

double JsonFields::positive_or(const std::string& key, double fallback) const
{
    return has(key) ? positive(key) : fallback;
}

double JsonFields::not_negative_or(const std::string& key, double fallback) const
{
    if (!has(key))
        return fallback;
    if (number(key) < 0)
        fail(key, "must be a number of at least 0");
    return number(key);
}

bool JsonFields::boolean_or(const std::string& key, bool fallback) const
{
    if (!has(key))
        return fallback;
    if (!value(key).is_boolean())
        fail(key, "must be true or false");
    return value(key).get<bool>();
}

std::string JsonFields::text(const std::string& key) const
{
    if (!value(key).is_string())
        fail(key, "must be a string");
    return value(key).get<std::string>();
}

std::string JsonFields::text_or(const std::string& key, const std::string& fallback) const
{
    return has(key) ? text(key) : fallback;
}

template <class T>
std::vector<T> JsonFields::list(const std::string& key, const std::string& expectation) const
{
    const auto right = [](const nlohmann::json& item) {
        if constexpr (std::is_same_v<T, double>)
            return is_finite_number(item);
        else if constexpr (std::is_same_v<T, std::int64_t>)
            return fits(item);
        else
            return item.is_string();
    };
    if (!value(key).is_array())
        fail(key, expectation);
    std::vector<T> items;
    for (const nlohmann::json& item : value(key)) {
        if (!right(item))
            fail(key, expectation);
        items.push_back(item.get<T>());
    }
    return items;
}

std::vector<double> JsonFields::numbers(const std::string& key) const
{
    return list<double>(key, "must be a list of numbers");
}

std::vector<std::int64_t> JsonFields::integers(const std::string& key) const
{
    return list<std::int64_t>(key, "must be a list of whole numbers");
}

std::vector<std::string> JsonFields::texts(const std::string& key) const
{
    return list<std::string>(key, "must be a list of strings");
}

void JsonFields::fail(const std::string& key, const std::string& expectation) const
{
    throw Error("In the file '" + file_name_ + "' the field '" + key + "' " + expectation + ", but it is " +
                json_words(value(key)) + ".");
}

}  // namespace ttt
