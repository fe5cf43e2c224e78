#include "engine/text/stage_reader.h"

#include "engine/records/error.h"

namespace ttt {
namespace {

using Json = nlohmann::json;

/// Nested or listed stages; real files have one to four.
constexpr int stage_limit = 32;
/// Bytes that one match may become.
constexpr std::size_t longest_replacement = 256;

}  // namespace

std::string StageReader::begin(const Json& part)
{
    if (++stages_ > stage_limit)
        file_.fail("is broken: its " + std::string(what_) + " has more than " + std::to_string(stage_limit) + " parts");
    return file_.type_of(part, what_);
}

Pattern StageReader::pattern(const std::string& source, Pattern::Kind kind) const
{
    try {
        return Pattern(source, kind);
    } catch (const Error& error) {
        throw Error("The tokenizer " + file_.name() + " can't be used. " + error.what());
    }
}

Pattern StageReader::pattern_of(const Json& part, const std::string& type) const
{
    const Json& value = TokenizerJson::member(part, "pattern");
    const bool regex = value.is_object() && value.contains("Regex");
    if (!regex && !(value.is_object() && value.contains("String")))
        file_.fail("is broken: a " + type + " has no pattern");
    return pattern(file_.text_of(value[regex ? "Regex" : "String"], "the pattern of a " + type),
                   regex ? Pattern::Kind::regex : Pattern::Kind::literal);
}

std::string StageReader::literal(const Json& part)
{
    const Json& pattern = TokenizerJson::member(part, "pattern");
    const Json& value = pattern.is_object() ? TokenizerJson::member(pattern, "String") : pattern;
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::string StageReader::text(const Json& part, const char* key, const std::string& type) const
{
    std::string value =
        file_.text_of(TokenizerJson::member(part, key), "the \"" + std::string(key) + "\" of its " + type);
    if (value.size() > longest_replacement)
        file_.fail("is broken: the \"" + std::string(key) + "\" of its " + type + " has more than " +
                   std::to_string(longest_replacement) + " bytes");
    return value;
}

void StageReader::add_blank(const std::string& written, const std::string& bytes)
{
    if (!written.empty())
        spec_.spelling.blanks.emplace_back(written, bytes);
}

}  // namespace ttt
