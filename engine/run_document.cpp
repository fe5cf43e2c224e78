#include "engine/run_document.h"

#include "engine/records/error.h"
#include "engine/text/document_marks.h"
#include "engine/text/hash.h"
#include "engine/text/text_file.h"

#include <algorithm>
#include <filesystem>

namespace ttt {
namespace {

/// Tokens this close to a cut are not trusted: an added token may lie across it.
constexpr std::int64_t margin = 64;
constexpr std::size_t smallest_part = 1 << 16;
constexpr std::size_t bytes_per_token = 16;

bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// A position at or after `from` where a word ends in every pattern that is in use: letter, space, letter.
std::size_t cut_between_words(std::string_view text, std::size_t from)
{
    for (std::size_t at = std::max<std::size_t>(from, 1); at + 1 < text.size(); ++at)
        if (text[at] == ' ' && is_letter(text[at - 1]) && is_letter(text[at + 1]))
            return at;
    return text.size();
}

void keep_first(Encoding& encoding, std::int64_t tokens)
{
    const auto count = std::min(encoding.ids.size(), static_cast<std::size_t>(tokens));
    encoding.ids.resize(count);
    encoding.byte_offsets.resize(count + 1);
}

}  // namespace

Encoding encode_start(const Tokenizer& tokenizer, std::string_view text, std::int64_t tokens)
{
    const auto wanted =
        static_cast<std::size_t>(std::min<std::int64_t>(tokens, static_cast<std::int64_t>(text.size())));
    for (std::size_t part = smallest_part + bytes_per_token * wanted;; part *= 2) {
        const std::size_t cut = part < text.size() ? cut_between_words(text, part) : text.size();
        Encoding encoding = tokenizer.encode(text.substr(0, cut));
        if (cut == text.size() || static_cast<std::int64_t>(encoding.ids.size()) >= tokens + margin) {
            keep_first(encoding, tokens);
            return encoding;
        }
    }
}

DocumentRecord read_document(const std::string& path, const Tokenizer& tokenizer, std::int64_t tokens)
{
    std::string text = read_text_file(path);
    std::vector<DocumentMark> marks = read_marks_beside(path, text);
    Encoding encoding = tokens > 0 ? encode_start(tokenizer, text, tokens) : tokenizer.encode(text);
    if (encoding.ids.empty())
        throw Error("The document '" + path + "' holds no tokens.");
    const auto read = static_cast<std::size_t>(encoding.byte_offsets.back());
    if (read < text.size() && tokens > 0)
        text.resize(read);
    marks = marks_within(std::move(marks), static_cast<std::int64_t>(read));
    return {.hash = content_hash(text),
            .name = std::filesystem::path(path).filename().string(),
            .bytes = std::move(text),
            .token_ids = std::move(encoding.ids),
            .byte_offsets = std::move(encoding.byte_offsets),
            .vocabulary = {},
            .marks = std::move(marks)};
}

void check_tokenizer(const Tokenizer& tokenizer, std::int64_t vocab_size, const std::string& model)
{
    if (tokenizer.size() > vocab_size)
        throw Error("The tokenizer beside '" + model + "' is the tokenizer of another model: it has " +
                    std::to_string(tokenizer.size()) + " tokens and the model " + std::to_string(vocab_size) + ".");
}

std::vector<std::string> token_names(const Tokenizer& tokenizer, std::int64_t vocab_size)
{
    std::vector<std::string> names(static_cast<std::size_t>(vocab_size));
    for (std::int64_t id = 0; id < std::min(vocab_size, tokenizer.size()); ++id)
        names[static_cast<std::size_t>(id)] = tokenizer.token_bytes(static_cast<std::int32_t>(id));
    return names;
}

}  // namespace ttt
