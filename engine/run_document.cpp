#include "engine/run_document.h"

#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/text/document_marks.h"
#include "engine/text/hash.h"
#include "engine/text/text_reader.h"
#include "engine/text/unread.h"

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

/// A position at or after `from` where a word ends in every pattern that is in use: letter, space, letter. The end of
/// the text when there is none.
std::size_t cut_between_words(const TextStart& text, std::size_t from)
{
    constexpr std::size_t step = 1 << 16;
    for (std::size_t at = std::max<std::size_t>(from, 1);;) {
        const std::size_t wanted = at + step;
        const std::string_view start = text(wanted);
        for (; at + 1 < start.size(); ++at)
            if (start[at] == ' ' && is_letter(start[at - 1]) && is_letter(start[at + 1]))
                return at;
        if (start.size() < wanted)
            return start.size();
    }
}

void keep_first(Encoding& encoding, std::int64_t tokens)
{
    const auto count = std::min(encoding.ids.size(), static_cast<std::size_t>(tokens));
    encoding.ids.resize(count);
    encoding.byte_offsets.resize(count + 1);
}

/// Puts the tokenizer's start tokens before the text; they are none of its bytes. A text that begins with them, written
/// out, has them already.
void put_start(const std::vector<std::int32_t>& start, Encoding& encoding)
{
    const auto same = std::ranges::mismatch(start, encoding.ids);
    if (same.in1 == start.end())
        return;
    encoding.ids.insert(encoding.ids.begin(), start.begin(), start.end());
    encoding.byte_offsets.insert(encoding.byte_offsets.begin(), start.size(), 0);
}

std::string names_of(const Tokenizer& tokenizer)
{
    return printable(tokenizer.decode(tokenizer.start_tokens()));
}

/// nullopt: there is none to put first.
std::optional<bool> puts_start(const RunConfig& config, const Tokenizer& tokenizer)
{
    if (!tokenizer.start_tokens().empty())
        return config.start_token.value_or(true);
    if (config.start_token.value_or(false))
        throw Error("The tokenizer has no start token that could be put first.");
    return std::nullopt;
}

std::string words_of_place(const Encoding& encoding, std::string_view text)
{
    const std::size_t first = encoding.unread.front().begin;
    return "the text (the first is " + std::to_string(static_cast<unsigned char>(text[first])) + ", at byte " +
           std::to_string(first) + ")";
}

std::vector<DocumentMark> marks_of(const std::string& path, TextReader& reader)
{
    return has_marks(path) ? read_marks_beside(path, reader.whole()) : std::vector<DocumentMark>();
}

Encoding encode(const RunConfig& config, const Tokenizer& tokenizer, TextReader& reader, std::stop_token cancel)
{
    if (config.tokens == 0)
        return tokenizer.encode(reader.whole(), std::move(cancel));
    return encode_start(
        tokenizer, [&](std::size_t bytes) { return reader.start(bytes); }, config.tokens, cancel);
}

}  // namespace

Encoding encode_start(const Tokenizer& tokenizer, const TextStart& text, std::int64_t tokens,
                      const std::stop_token& cancel)
{
    constexpr std::int64_t most = std::int64_t{1} << 40;
    const auto wanted = static_cast<std::size_t>(std::min(tokens, most));
    for (std::size_t part = smallest_part + bytes_per_token * wanted;; part *= 2) {
        const std::size_t cut = cut_between_words(text, part);
        Encoding encoding = tokenizer.encode(text(cut), cancel);
        const bool is_whole = text(cut + 1).size() == cut;
        if (is_whole || static_cast<std::int64_t>(encoding.ids.size()) >= tokens + margin) {
            keep_first(encoding, tokens);
            return encoding;
        }
    }
}

RunDocument read_document(const RunConfig& config, const Tokenizer& tokenizer, std::stop_token cancel)
{
    const std::string& path = config.document;
    const std::optional<bool> start_token = puts_start(config, tokenizer);
    TextReader reader(path, config.encoding);
    std::vector<DocumentMark> marks = marks_of(path, reader);
    Encoding encoding = encode(config, tokenizer, reader, std::move(cancel));
    if (start_token.value_or(false))
        put_start(tokenizer.start_tokens(), encoding);
    if (config.tokens > 0)
        keep_first(encoding, config.tokens);
    if (encoding.ids.empty())
        throw Error("The document '" + path + "' holds no tokens" +
                    (encoding.unread.empty() ? "." : ": the tokenizer has none for any of its characters."));
    const auto read = static_cast<std::size_t>(encoding.byte_offsets.back());
    std::string text(config.tokens > 0 ? reader.start(read) : reader.whole());
    std::vector<std::string> remarks = reader.remarks(text.size());
    if (const std::size_t bytes = unread_bytes(encoding, text.size()))
        remarks.push_back(unread_sentence(bytes, words_of_place(encoding, text), tokenizer));
    if (start_token && !*start_token)
        remarks.push_back("The tokenizer's start token " + names_of(tokenizer) +
                          " was left out: other programs put it first, and their perplexities are not comparable.");
    return {.record = {.hash = content_hash(text),
                       .name = std::filesystem::path(path).filename().string(),
                       .bytes = std::move(text),
                       .token_ids = std::move(encoding.ids),
                       .byte_offsets = std::move(encoding.byte_offsets),
                       .vocabulary = {},
                       .marks = marks_within(std::move(marks), static_cast<std::int64_t>(read))},
            .start_token = start_token,
            .remarks = std::move(remarks)};
}

void check_tokenizer(const Tokenizer& tokenizer, std::int64_t vocab_size, const std::string& model)
{
    if (tokenizer.size_without_added() > vocab_size)
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

void check_tokens(const DocumentRecord& document, const Tokenizer& tokenizer, const ModelConfig& model)
{
    const auto& ids = document.token_ids;
    const auto unknown = std::ranges::find_if(ids, [&](std::int32_t id) { return id >= model.vocab_size; });
    if (unknown != ids.end())
        throw Error("The text '" + document.name + "' holds the token " + printable(tokenizer.token_bytes(*unknown)) +
                    ", id " + std::to_string(*unknown) + ", but the model has the ids 0 to " +
                    std::to_string(model.vocab_size - 1) + " only: the tokenizer has more added tokens than it.");
}

void add_vocabulary(RunDocument& document, const Tokenizer& tokenizer, const ModelConfig& model)
{
    check_tokens(document.record, tokenizer, model);
    if (tokenizer.size() > model.vocab_size)
        document.remarks.push_back("The tokenizer has " + std::to_string(tokenizer.size()) + " tokens and the model " +
                                   std::to_string(model.vocab_size) + "; the document holds none of the others.");
    document.record.vocabulary = token_names(tokenizer, model.vocab_size);
}

}  // namespace ttt
