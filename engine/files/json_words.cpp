#include "engine/files/json_words.h"

#include "engine/files/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace ttt {
namespace {

using Json = nlohmann::json;

constexpr std::size_t shown_values = 8;

std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

/// What is cut away would not be shown anyway.
std::string scalar_text(const Json& value)
{
    constexpr std::size_t most = 200;
    if (value.is_string())
        return '"' + value.get_ref<const std::string&>().substr(0, most) + '"';
    return value.dump();
}

}  // namespace

std::string json_words(const Json& value)
{
    if (!value.is_structured())
        return printable(scalar_text(value));
    if (value.is_object())
        return value.empty() ? "'{}'" : "an object of " + counted(value.size(), "field");
    const auto is_scalar = [](const Json& item) { return !item.is_structured(); };
    if (value.size() > shown_values || !std::all_of(value.begin(), value.end(), is_scalar))
        return "a list of " + counted(value.size(), "value");
    std::string text;
    for (const Json& item : value)
        text += (text.empty() ? "" : ", ") + scalar_text(item);
    return printable("[" + text + "]");
}

}  // namespace ttt
