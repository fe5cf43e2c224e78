#include "engine/text/post_processor.h"

#include <nlohmann/json.hpp>

#include <limits>
#include <stdexcept>

namespace ttt {
namespace {

using Json = nlohmann::json;
using Tokens = std::vector<NamedToken>;

/// Nested or listed; real files have one to three.
constexpr int processor_limit = 32;

[[noreturn]] void fail(const std::string& what)
{
    throw std::invalid_argument(what);
}

const Json& member(const Json& object, const char* key)
{
    if (!object.is_object() || !object.contains(key))
        fail("is broken: its post_processor has no \"" + std::string(key) + "\"");
    return object.at(key);
}

std::string text_of(const Json& value, const char* key)
{
    if (!value.is_string())
        fail("is broken: the \"" + std::string(key) + "\" of its post_processor is not a text");
    return value.get<std::string>();
}

NamedToken token_of(const Json& content, const Json& id)
{
    const bool fits =
        id.is_number_integer() && id.get<double>() >= 0 && id.get<double>() <= std::numeric_limits<std::int32_t>::max();
    if (!content.is_string() || !fits)
        fail("is broken: its post_processor names a token without a text and an id");
    return {id.get<std::int32_t>(), content.get<std::string>()};
}

/// {"id": "<s>", "ids": [1], "tokens": ["<s>"]}: one name may stand for several tokens.
void add_named(const Json& special_tokens, const std::string& name, Tokens& tokens)
{
    const Json& token = member(special_tokens, name.c_str());
    const Json &ids = member(token, "ids"), &contents = member(token, "tokens");
    if (!ids.is_array() || !contents.is_array() || ids.size() != contents.size())
        fail("is broken: its post_processor does not give each token of " + name + " an id");
    for (std::size_t i = 0; i < ids.size(); ++i)
        tokens.push_back(token_of(contents[i], ids[i]));
}

/// "single": [{"SpecialToken": {"id": "<s>"}}, {"Sequence": {"id": "A"}}, ...]
Tokens before_text(const Json& processor)
{
    const Json& pieces = member(processor, "single");
    if (!pieces.is_array())
        fail("is broken: the \"single\" of its post_processor is not a list");
    Tokens tokens;
    for (const Json& piece : pieces) {
        if (piece.is_object() && piece.contains("Sequence"))
            return tokens;
        add_named(member(processor, "special_tokens"), text_of(member(member(piece, "SpecialToken"), "id"), "id"),
                  tokens);
    }
    fail("is broken: the \"single\" of its post_processor has no place for the text");
}

/// "cls": ["<s>", 0]
Tokens class_token(const Json& processor)
{
    const Json& pair = member(processor, "cls");
    if (!pair.is_array() || pair.size() != 2)
        fail("is broken: the \"cls\" of its post_processor is not a token and its id");
    return {token_of(pair[0], pair[1])};
}

/// Each processor puts its tokens before what the one before it made.
void add(const Json& processor, Tokens& tokens, int& count)
{
    if (++count > processor_limit)
        fail("is broken: it nests more than " + std::to_string(processor_limit) + " post-processors");
    const std::string type = text_of(member(processor, "type"), "type");
    if (type == "Sequence") {
        const Json& parts = member(processor, "processors");
        if (!parts.is_array())
            fail("is broken: a Sequence has no list of processors");
        for (const Json& part : parts)
            add(part, tokens, count);
        return;
    }
    Tokens own;
    if (type == "TemplateProcessing")
        own = before_text(processor);
    else if (type == "BertProcessing" || type == "RobertaProcessing")
        own = class_token(processor);
    else if (type != "ByteLevel")
        fail("uses the post-processor " + type +
             ", and only TemplateProcessing, BertProcessing, RobertaProcessing, ByteLevel and Sequence are supported");
    tokens.insert(tokens.begin(), own.begin(), own.end());
}

}  // namespace

std::vector<NamedToken> start_tokens_of(const nlohmann::json& post_processor)
{
    Tokens tokens;
    int count = 0;
    if (!post_processor.is_null())
        add(post_processor, tokens, count);
    return tokens;
}

}  // namespace ttt
