#include "engine/text/vocabulary.h"

#include "engine/records/error.h"
#include "engine/text/byte_alphabet.h"

#include <algorithm>

namespace ttt {

Vocabulary::Vocabulary(const TokenizerSpec& spec, const std::string& name) : name_(name), merges_(spec.merges.size())
{
    add_model_tokens(spec);
    add_added_tokens(spec);
    find_byte_ids();
    add_merges(spec);
}

void Vocabulary::claim(std::int32_t id, const std::string& written, std::string bytes)
{
    const auto index = static_cast<std::size_t>(id);
    if (index >= bytes_.size())
        bytes_.resize(index + 1);
    if (!bytes_[index].empty() && bytes_[index] != bytes)
        throw Error("The tokenizer " + name_ + " is broken: the id " + std::to_string(id) + " is given to \"" +
                    bytes_[index] + "\" and to \"" + written + "\".");
    bytes_[index] = std::move(bytes);
}

void Vocabulary::add_model_tokens(const TokenizerSpec& spec)
{
    for (const auto& [written, id] : spec.vocabulary) {
        const std::optional<std::string> bytes = from_byte_characters(written);
        claim(id, written, bytes.value_or(written));
        by_written_.emplace(written, id);
        if (bytes)
            by_bytes_.emplace(*bytes, id);
    }
}

void Vocabulary::add_added_tokens(const TokenizerSpec& spec)
{
    for (const AddedToken& token : spec.added_tokens) {
        const auto same = by_written_.find(token.content);
        if (same != by_written_.end() && same->second == token.id)
            bytes_[static_cast<std::size_t>(token.id)] = token.content;  // it is looked for as it is written
        else
            claim(token.id, token.content, token.content);
        added_.emplace(token.content, token.id);
    }
}

void Vocabulary::find_byte_ids()
{
    for (int byte = 0; byte < 256; ++byte) {
        const auto found = by_bytes_.find(std::string(1, static_cast<char>(byte)));
        byte_ids_[static_cast<std::size_t>(byte)] = found == by_bytes_.end() ? no_token : found->second;
    }
}

void Vocabulary::refuse_byte(unsigned char byte) const
{
    throw Error("The text holds the byte " + std::to_string(byte) + ", for which the tokenizer " + name_ +
                " has no token: take it out of the text, or choose another model.");
}

std::int32_t Vocabulary::merge_part(const std::string& written) const
{
    const auto found = by_written_.find(written);
    if (found == by_written_.end() || !from_byte_characters(written))
        throw Error("The tokenizer " + name_ + " is broken: the merges name \"" + written.substr(0, 80) +
                    "\", which is no token of its vocabulary.");
    return found->second;
}

void Vocabulary::add_merges(const TokenizerSpec& spec)
{
    std::int32_t rank = 0;
    for (const auto& [left, right] : spec.merges)
        merges_.add(merge_part(left), merge_part(right), {rank++, merge_part(left + right)});
}

std::optional<std::int32_t> Vocabulary::model_id(std::string_view bytes) const
{
    const auto found = by_bytes_.find(bytes);
    return found == by_bytes_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::int32_t> Vocabulary::any_id(std::string_view token) const
{
    const auto found = added_.find(token);
    return found != added_.end() ? std::optional(found->second) : model_id(token);
}

}  // namespace ttt
