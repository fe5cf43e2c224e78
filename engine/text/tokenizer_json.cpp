#include "engine/text/tokenizer_json.h"

#include "engine/records/error.h"

namespace ttt {

void TokenizerJson::fail(const std::string& what) const
{
    throw Error("The tokenizer " + name_ + " " + what + ".");
}

const nlohmann::json& TokenizerJson::member(const Json& object, const char* key)
{
    static const Json none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

std::string TokenizerJson::text_of(const Json& value, const std::string& what) const
{
    if (!value.is_string())
        fail("is broken: " + what + " is not a text");
    return value.get<std::string>();
}

bool TokenizerJson::flag(const Json& object, const char* key, bool otherwise) const
{
    const Json& value = member(object, key);
    if (!value.is_boolean() && !value.is_null())
        fail("is broken: \"" + std::string(key) + "\" is neither true nor false");
    return value.is_null() ? otherwise : value.get<bool>();
}

std::string TokenizerJson::type_of(const Json& part, const char* what) const
{
    if (!part.is_object())
        fail("is broken: its " + std::string(what) + " is not an object");
    return text_of(member(part, "type"), "the type of its " + std::string(what));
}

const nlohmann::json& TokenizerJson::list(const Json& sequence, const char* key) const
{
    const Json& parts = member(sequence, key);
    if (!parts.is_array())
        fail("is broken: a Sequence has no list of " + std::string(key));
    return parts;
}

}  // namespace ttt
