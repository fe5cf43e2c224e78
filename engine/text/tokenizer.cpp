#include "engine/text/tokenizer.h"

#include "engine/records/error.h"
#include "engine/text/hash.h"
#include "engine/text/tokenizer_file.h"
#include "engine/text/tokenizer_spec.h"
#include "engine/text/utf8.h"
#include "engine/text/vocabulary.h"
#include "engine/text/word_encoder.h"

#include <algorithm>
#include <limits>
#include <set>

namespace ttt {
namespace {

AddedTokens added_tokens(const TokenizerSpec& spec, bool normalized)
{
    std::vector<AddedToken> tokens;
    for (AddedToken token : spec.added_tokens) {
        if (token.normalized != normalized)
            continue;
        if (normalized)
            token.content = spec.normalizer.apply(token.content);
        tokens.push_back(std::move(token));
    }
    return AddedTokens(std::move(tokens));
}

/// A file may name any token with any id.
std::vector<std::int32_t> checked_start(const TokenizerSpec& spec, const Vocabulary& vocabulary,
                                        const std::string& name)
{
    std::vector<std::int32_t> ids;
    for (const NamedToken& token : spec.start_tokens) {
        if (token.id >= vocabulary.size() || vocabulary.bytes(token.id).empty())
            throw Error("The tokenizer " + name + " is broken: it puts the token \"" + token.content +
                        "\" before every text, and has no token of its id " + std::to_string(token.id) + ".");
        ids.push_back(token.id);
    }
    return ids;
}

/// Added tokens stand in "vocab", too, in some files.
std::int64_t end_of_model_tokens(const TokenizerSpec& spec)
{
    std::set<std::int32_t> added;
    for (const AddedToken& token : spec.added_tokens)
        added.insert(token.id);
    std::int64_t end = 0;
    for (const auto& [content, id] : spec.vocabulary)
        if (!added.contains(id))
            end = std::max<std::int64_t>(end, std::int64_t{id} + 1);
    return end;
}

}  // namespace

struct Tokenizer::Parts {
    Parts(const TokenizerSpec& spec, const std::string& json, const std::string& name)
        : normalizer(spec.normalizer), pre_tokenizer(spec.pre_tokenizer), vocabulary(spec, name),
          added_raw(added_tokens(spec, false)), added_normalized(added_tokens(spec, true)),
          start(checked_start(spec, vocabulary, name)), ignore_merges(spec.ignore_merges),
          size_without_added(end_of_model_tokens(spec)), hash(content_hash(json))
    {
    }

    Normalizer normalizer;
    PreTokenizer pre_tokenizer;
    Vocabulary vocabulary;
    AddedTokens added_raw, added_normalized;
    std::vector<std::int32_t> start;
    bool ignore_merges;
    std::int64_t size_without_added;
    std::string hash;
    mutable WordCachePool caches;  // has its own lock
};

/// One call of encode: the text goes through added tokens, valid stretches, normaliser, words, merges.
class Tokenizer::Encoder {
public:
    Encoder(const Parts& parts, TextBudget& budget, Encoding& out)
        : parts_(parts), budget_(budget), out_(out), words_(parts.vocabulary, parts.ignore_merges, parts.caches, budget)
    {
    }

    void encode(std::string_view bytes)
    {
        parts_.added_raw.split(bytes, budget_, [&](const AddedTokens::Stretch& stretch) {
            if (stretch.id >= 0)
                push(stretch.id, stretch.begin);
            else
                encode_text(bytes.substr(stretch.begin, stretch.end - stretch.begin), stretch.begin);
        });
        out_.byte_offsets.push_back(static_cast<std::int64_t>(bytes.size()));
        out_.byte_offsets.front() = 0;
    }

private:
    void push(std::int32_t id, std::size_t offset)
    {
        out_.ids.push_back(id);
        out_.byte_offsets.push_back(static_cast<std::int64_t>(offset));
    }

    void push_unread(std::size_t begin, std::size_t end)
    {
        auto& unread = out_.unread;
        if (!unread.empty() && unread.back().end == begin)
            unread.back().end = end;
        else if (begin < end)
            unread.push_back({begin, end});
    }

    void encode_text(std::string_view text, std::size_t base)
    {
        while (!text.empty()) {
            const std::size_t valid = utf8_valid_prefix(text);
            if (valid > 0)
                encode_valid(text.substr(0, valid), base);
            const std::size_t invalid = utf8_invalid_prefix(text.substr(valid));
            for (std::size_t i = valid; i < valid + invalid; ++i)
                encode_stray(static_cast<unsigned char>(text[i]), base + i);
            text.remove_prefix(valid + invalid);
            base += valid + invalid;
        }
    }

    void encode_stray(unsigned char byte, std::size_t place)
    {
        const Symbols& symbols = parts_.vocabulary.symbols();
        const auto id = symbols.of_byte(byte);
        if (!id)
            push_unread(place, place + 1);
        if (const auto token = id ? id : symbols.unknown())
            push(*token, place);
    }

    void encode_valid(std::string_view text, std::size_t base)
    {
        NormalizedText normalized;
        parts_.normalizer.run(text, budget_, normalized);
        const auto place = [&](std::size_t at) { return base + normalized.original(at); };
        parts_.added_normalized.split(normalized.text, budget_, [&](const AddedTokens::Stretch& stretch) {
            if (stretch.id >= 0)
                return push(stretch.id, place(stretch.begin));
            const std::string_view piece = normalized.text.substr(stretch.begin, stretch.end - stretch.begin);
            const auto place_in_piece = [&](std::size_t at) { return place(stretch.begin + at); };
            parts_.pre_tokenizer.split(piece, place(stretch.begin) == 0, budget_,
                                       [&](const Word& word) { push_word(word, place_in_piece); });
        });
    }

    template <class Place>
    void push_word(const Word& word, const Place& place)
    {
        const WordEncoder::Tokens tokens = words_.encode(word.bytes);
        for (const Piece& piece : tokens.pieces)
            push(piece.id, place(word.place(static_cast<std::size_t>(piece.begin))));
        for (const Stretch& stretch : tokens.unread)
            push_unread(place(word.place(stretch.begin)), place(word.place(stretch.end)));
    }

    const Parts& parts_;
    TextBudget& budget_;
    Encoding& out_;
    WordEncoder words_;
};

Tokenizer::Tokenizer(std::shared_ptr<const Parts> parts) : parts_(std::move(parts)) {}

Tokenizer Tokenizer::from_json(const std::string& json, const std::string& name)
{
    return Tokenizer(std::make_shared<const Parts>(parse_tokenizer_json(json, name), json, name));
}

Tokenizer Tokenizer::load(const std::string& path)
{
    return from_json(read_tokenizer_json(path), tokenizer_file(path));
}

Encoding Tokenizer::encode(std::string_view bytes, std::stop_token cancel) const
{
    if (bytes.size() > std::numeric_limits<std::int32_t>::max())
        throw Error("A text of " + std::to_string(bytes.size()) + " bytes is too long: 2 GiB can be encoded at once.");
    TextBudget budget(bytes.size(), std::move(cancel));
    Encoding encoding;
    Encoder(*parts_, budget, encoding).encode(bytes);
    return encoding;
}

const std::vector<std::int32_t>& Tokenizer::start_tokens() const
{
    return parts_->start;
}

std::optional<std::int32_t> Tokenizer::unknown_token() const
{
    return parts_->vocabulary.symbols().unknown();
}

std::string Tokenizer::decode(std::span<const std::int32_t> ids) const
{
    std::string bytes;
    for (const std::int32_t id : ids)
        bytes += token_bytes(id);
    return bytes;
}

std::int64_t Tokenizer::size() const
{
    return parts_->vocabulary.size();
}

std::int64_t Tokenizer::size_without_added() const
{
    return parts_->size_without_added;
}

const std::string& Tokenizer::token_bytes(std::int32_t id) const
{
    if (id < 0 || id >= size())
        throw Error("The token id " + std::to_string(id) + " does not fit the tokenizer, which has " +
                    std::to_string(size()) + " ids.");
    return parts_->vocabulary.bytes(id);
}

std::optional<std::int32_t> Tokenizer::id_of(std::string_view token) const
{
    return parts_->vocabulary.any_id(token);
}

std::string Tokenizer::hash() const
{
    return parts_->hash;
}

}  // namespace ttt
