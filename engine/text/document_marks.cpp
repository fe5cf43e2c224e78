#include "engine/text/document_marks.h"

#include "engine/files/json.h"
#include "engine/files/regular_file.h"
#include "engine/records/error.h"
#include "engine/records/mark_checks.h"
#include "engine/text/hash.h"

#include <filesystem>

namespace ttt {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t marks_limit = 256 << 20;  // bytes; a mark takes some 100
constexpr const char* format_name = "TTT Workbench marks 1";

[[noreturn]] void refuse(const std::string& path, const std::string& why)
{
    throw Error("The marks file " + path + " " + why + ".");
}

Json to_json(const DocumentMark& mark)
{
    return {{"begin", mark.begin},
            {"end", mark.end},
            {"pattern", mark.pattern},
            {"occurrence", mark.occurrence},
            {"noisy", mark.noisy}};
}

/// nlohmann turns any number or bool into any other; numbers of bytes must be whole.
std::int64_t whole(const nlohmann::json& json, const char* key)
{
    const nlohmann::json& value = json.at(key);
    if (!value.is_number_integer())
        throw std::invalid_argument(key);
    return value.get<std::int64_t>();
}

DocumentMark mark_of(const nlohmann::json& json)
{
    return {.begin = whole(json, "begin"),
            .end = whole(json, "end"),
            .pattern = whole(json, "pattern"),
            .occurrence = whole(json, "occurrence"),
            .noisy = json.at("noisy").get<bool>()};
}

std::vector<DocumentMark> marks_of(const nlohmann::json& list)
{
    if (!list.is_array())
        throw std::invalid_argument("marks");
    std::vector<DocumentMark> marks;
    for (const nlohmann::json& mark : list)
        marks.push_back(mark_of(mark));
    return marks;
}

/// The hash is asked first: of another text the ranges mean nothing.
std::vector<DocumentMark> parse(const std::string& path, const nlohmann::json& json, std::string_view text)
{
    try {
        if (json.at("format").get<std::string>() != format_name)
            refuse(path, "is not of this program, or of a newer one");
        if (json.at("text_hash").get<std::string>() != content_hash(text))
            refuse(path, "belongs to another text: the text has changed since it was composed. Compose it again, or "
                         "move the marks file away to read the text without marks");
        return marks_of(json.at("marks"));
    } catch (const std::exception& error) {
        if (dynamic_cast<const Error*>(&error))
            throw;
        refuse(path, "can't be read: it holds no list of marks with begin, end, pattern, occurrence and noisy");
    }
}

}  // namespace

std::string marks_path(const std::string& text_path)
{
    return text_path + ".marks.json";
}

std::string marks_json(std::string_view text, const std::vector<DocumentMark>& marks, const std::string& note)
{
    if (const std::string wrong = wrong_with_marks(marks, static_cast<std::int64_t>(text.size())); !wrong.empty())
        throw Error("The marks of a text can't be written: " + wrong + ".");
    const auto quoted = [](const std::string& value) {
        return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
    };
    std::string json = "{\n\"format\": " + quoted(format_name) + ",\n\"text_hash\": " + quoted(content_hash(text)) +
                       ",\n\"note\": " + quoted(note) + ",\n\"marks\": [";
    for (const DocumentMark& mark : marks)
        json += (json.back() == '[' ? "\n" : ",\n") + to_json(mark).dump();
    return json + "\n]\n}\n";
}

bool has_marks(const std::string& text_path)
{
    std::error_code code;
    return std::filesystem::exists(marks_path(text_path), code);
}

std::vector<DocumentMark> read_marks_beside(const std::string& text_path, std::string_view text)
{
    if (!has_marks(text_path))
        return {};
    const std::string path = marks_path(text_path);
    std::vector<DocumentMark> marks =
        parse(path, parse_json(read_regular_file(path, marks_limit), "The marks file " + path), text);
    if (const std::string wrong = wrong_with_marks(marks, static_cast<std::int64_t>(text.size())); !wrong.empty())
        refuse(path, "does not fit its text: " + wrong);
    return marks;
}

std::vector<DocumentMark> marks_within(std::vector<DocumentMark> marks, std::int64_t bytes)
{
    std::erase_if(marks, [bytes](const DocumentMark& mark) { return mark.end > bytes; });
    return marks;
}

}  // namespace ttt
