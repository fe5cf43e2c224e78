#include "app/cli/lab/token_text.h"

#include "app/cli/shared/table.h"
#include "app/cli/shared/terminal_text.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/text/utf8.h"

#include <algorithm>
#include <charconv>
#include <optional>

namespace ttt {

namespace {

/// Of `position`, moved to where a character begins.
std::size_t character_start(std::string_view text, std::size_t position)
{
    while (position > 0 && position < text.size() && (text[position] & 0xC0) == 0x80)
        --position;
    return position;
}

std::size_t offset(const DocumentRecord& document, std::int64_t item)
{
    return static_cast<std::size_t>(document.byte_offsets.at(static_cast<std::size_t>(item)));
}

std::optional<std::int32_t> id_of_text(const DocumentRecord& document, const std::string& text)
{
    const auto found = std::find(document.vocabulary.begin(), document.vocabulary.end(), text);
    if (text.empty() || found == document.vocabulary.end())
        return std::nullopt;
    return static_cast<std::int32_t>(found - document.vocabulary.begin());
}

std::optional<std::int32_t> as_id(const std::string& name)
{
    std::int32_t id = 0;
    const char* end = name.data() + name.size();
    const auto [stopped, error] = std::from_chars(name.data(), end, id);
    return error == std::errc{} && stopped == end ? std::optional(id) : std::nullopt;
}

}  // namespace

std::string visible_text(std::string_view bytes)
{
    std::string text;
    while (!bytes.empty()) {
        const std::size_t length = utf8_sequence(bytes);
        if (bytes[0] == '\n')
            text += "↵";
        else if (bytes[0] == '\t')
            text += "→";
        else
            text += terminal_text(bytes.substr(0, std::max<std::size_t>(length, 1)));
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

std::string item_in_context(const DocumentRecord& document, std::int64_t item, std::size_t before, std::size_t after)
{
    const std::string_view text = document.bytes;
    const std::size_t first = offset(document, item);
    const std::size_t last = offset(document, item + 1);
    const std::size_t from = character_start(text, first - std::min(first, before));
    const std::size_t to = std::max(last, character_start(text, std::min(text.size(), last + after)));
    const std::string left = (from > 0 ? "…" : "") + visible_text(text.substr(from, first - from));
    const std::size_t width = before + 1;
    return std::string(width - std::min(width, text_width(left)), ' ') + left + "[" +
           visible_text(text.substr(first, last - first)) + "]" + visible_text(text.substr(last, to - last)) +
           (to < text.size() ? "…" : "");
}

std::string stretch_text(const DocumentRecord& document, std::int64_t begin, std::int64_t end, std::size_t bytes)
{
    const std::size_t first = offset(document, begin);
    const std::string_view text = std::string_view(document.bytes).substr(first, offset(document, end) - first);
    if (text.size() <= bytes)
        return visible_text(text);
    return visible_text(text.substr(0, character_start(text, bytes / 2))) + " … " +
           visible_text(text.substr(character_start(text, text.size() - bytes / 2)));
}

std::int32_t token_named(const DocumentRecord& document, const std::string& name)
{
    const auto size = static_cast<std::int64_t>(document.vocabulary.size());
    if (const std::optional<std::int32_t> id = as_id(name)) {
        if (*id >= 0 && *id < size)
            return *id;
        throw Error("The vocabulary has no token " + name + ": its ids are 0 to " + std::to_string(size - 1) + ".");
    }
    for (const std::string& text : {name, " " + name})
        if (const std::optional<std::int32_t> id = id_of_text(document, text))
            return *id;
    throw Error("The vocabulary has no token with the text " + printable(name) +
                ": it may be cut into several tokens; name one of them, or its id.");
}

}  // namespace ttt
